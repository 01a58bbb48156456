// Writes what was charged into a quota's status, over the newest state, again where another write came between.
import { formatAmounts } from '../../../../api/core/resource-quota/quota-amounts.ts'
import { ResourceQuota } from '../../../../api/core/resource-quota/resource-quota.kind.ts'
import { must } from '../../../../base/assert.ts'
import type { Kind } from '../../../../machinery/kind.ts'
import { isNotFound } from '../../../../machinery/status-error.ts'
import type { Core } from '../../../registry/core.ts'
import { serverOptions, serverRequest } from '../../../registry/internal-writes.ts'
import { changeObject, statusMode } from '../../../registry/update.ts'
import type { QuotaOptions } from './resource-quota.ts'

class Refused extends Error {
  override readonly name = 'Refused'
}

const neverAborted = new AbortController().signal

export function chargeWriter(coreOf: () => Core): QuotaOptions['writeCharge'] {
  return async ({ metadata }, charge) => {
    const core = coreOf()
    const kind = ResourceQuota as unknown as Kind
    const resource = must(core.resources.of(kind), 'resource quotas are not served')
    const { namespace = '', name } = metadata
    try {
      await changeObject(
        {
          request: serverRequest({ kind, namespace, name, body: {} }, neverAborted),
          resource,
          options: serverOptions,
          mode: statusMode,
          name,
          propose(old) {
            const charged = charge(resource.objectOf(old) as unknown as ResourceQuota)
            const obj = resource.copyOf(old)
            if (charged === 'nothing') return { obj }
            if ('refusal' in charged) throw new Refused(charged.refusal)
            const status = (obj as unknown as { status?: object }).status
            return { obj: { ...obj, status: { ...status, used: formatAmounts(charged.used) } } as typeof obj }
          },
        },
        core,
      )
      return undefined
    } catch (error) {
      if (error instanceof Refused) return error.message
      // Whoever deletes a quota wants it no more.
      if (isNotFound(error)) return undefined
      throw error
    }
  }
}
