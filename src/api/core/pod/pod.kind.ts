// Pod (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { podColumns, podRowConditions } from './pod.columns.ts'
import { defaultPod } from './pod.defaults.ts'
import { podSelectableFields } from './pod.fields.ts'
import { pod } from './pod.schema.ts'
import { podStrategy } from './pod.strategy.ts'
import { validatePod, validatePodCreate } from './pod.validation.ts'
import { validatePodStatusUpdate } from './pod-status.validation.ts'
import { validatePodUpdate } from './pod-update.validation.ts'

export const Pod = defineKind({
  schema: pod,
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  scope: 'Namespaced',
  shortNames: ['po'],
  categories: ['all'],
  subresources: [
    { name: 'attach', kind: 'PodAttachOptions', verbs: ['create', 'get'] },
    { name: 'binding', kind: 'Binding', verbs: ['create'] },
    { name: 'ephemeralcontainers', kind: 'Pod', verbs: ['get', 'patch', 'update'] },
    { name: 'eviction', kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
    { name: 'exec', kind: 'PodExecOptions', verbs: ['create', 'get'] },
    { name: 'log', kind: 'Pod', verbs: ['get'] },
    { name: 'portforward', kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
    { name: 'proxy', kind: 'PodProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update'] },
    { name: 'resize', kind: 'Pod', verbs: ['get', 'patch', 'update'] },
    { name: 'status', kind: 'Pod', verbs: ['get', 'patch', 'update'] },
  ],
  storageVersionHash: 'xPOwRZ+Yhw8=',
  fieldSelectors: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  selectableFields: podSelectableFields,
  default: defaultPod,
  strategy: podStrategy,
  validate: validatePod,
  validateCreate: validatePodCreate,
  validateUpdate: validatePodUpdate,
  validateStatusUpdate: validatePodStatusUpdate,
  columns: podColumns,
  rowConditions: podRowConditions,
})
export type Pod = Instance<typeof Pod>
