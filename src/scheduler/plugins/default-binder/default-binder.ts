// Binds a pod through the API. Upstream: plugins/defaultbinder/default_binder.go.
import { Pod } from '../../../api/core/pod/pod.kind.ts'
import { definePlugin } from '../../framework/plugin.ts'
import { success } from '../../framework/verdict.ts'

export const defaultBinder = definePlugin({
  name: 'DefaultBinder',
  wakesOn: [],
  create: ({ client }) => ({
    async bind(_state, pod, { nodeName, signal }) {
      const { namespace, name, uid } = pod.metadata
      const body = {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { namespace, name, uid },
        target: { kind: 'Node', name: nodeName },
      }
      await client.post(Pod, { namespace, name }, { subresource: 'binding', body, signal })
      return success
    },
  }),
})
