// Nobody takes more than the quotas of the namespace allow: what an object takes is written into their status before the
// object is stored. The controller resourcequota gives back what was not used in the end.
// Upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go.
import {
  type Amounts,
  describeAmounts,
  difference,
  masked,
} from '../../../../api/core/resource-quota/quota-amounts.ts'
import { type Charge, chargeQuota } from '../../../../api/core/resource-quota/quota-charge.ts'
import { counts, type QuotaEvaluator } from '../../../../api/core/resource-quota/quota-evaluator.ts'
import { quotaEvaluatorOf } from '../../../../api/core/resource-quota/quota-evaluators.ts'
import { ResourceQuota } from '../../../../api/core/resource-quota/resource-quota.kind.ts'
import type { Clock } from '../../../../base/clock.ts'
import { type AdmissionPlugin, type AdmissionRequest, defineAdmission, forbid } from '../../admission.ts'

export interface QuotaOptions {
  readonly clock: Clock
  /**
   * Charges the quota as `charge` says of its newest state, and stores that. Gives the refusal where `charge` refuses, and
   * undefined where the quota is gone or charged.
   */
  readonly writeCharge: (
    quota: ResourceQuota,
    charge: (quota: ResourceQuota) => Charge,
  ) => Promise<string | undefined>
}

type Judged = AdmissionRequest
interface Bound {
  readonly quota: ResourceQuota
  readonly names: readonly string[]
}

export function resourceQuota(options: QuotaOptions): AdmissionPlugin {
  /** One request of a namespace at a time: others would only get in its way at the quota. */
  const turns = new Map<string, Promise<unknown>>()
  return defineAdmission({
    name: 'ResourceQuota',
    on: ['CREATE', 'UPDATE'],
    subresources: ['', 'resize', 'status'],
    validate(request, reader) {
      const { namespace, kind } = request
      if (namespace === '' || kind.scope === 'Cluster' || !isCharged(request)) return undefined
      const evaluator = quotaEvaluatorOf(kind)
      if (evaluator === undefined) return undefined
      const look = () => bind(request, reader.list(ResourceQuota, namespace), evaluator)
      const first = look()
      if (first.length === 0) return undefined
      const before = turns.get(namespace) ?? Promise.resolve()
      const turn = before.then(async () => {
        const why = await admit(request, look(), { evaluator, options })
        return why === undefined ? undefined : forbid(request, why)
      })
      const settled = turn.catch(() => {})
      turns.set(namespace, settled)
      void settled.then(() => turns.get(namespace) === settled && turns.delete(namespace))
      return turn
    },
  })
}

/** Writes that can make an object take more. */
function isCharged({ operation, subresource, kind }: Judged): boolean {
  const name = kind.group === '' ? kind.plural : ''
  if (subresource === 'resize') return name === 'pods' && operation === 'UPDATE'
  if (subresource === 'status') return name === 'persistentvolumeclaims'
  return operation === 'CREATE' || name === 'services' || name === 'persistentvolumeclaims'
}

/** The quotas that the object counts against, with the names of theirs that it counts for. */
function bind(
  { object }: Judged,
  quotas: readonly ResourceQuota[],
  evaluator: QuotaEvaluator<unknown>,
): readonly Bound[] {
  return quotas.flatMap((quota) => {
    const hard = Object.keys(quota.status?.hard ?? {})
    if (!counts(quota, hard, { evaluator, obj: object })) return []
    return [{ quota, names: evaluator.matching(hard) }]
  })
}

interface Means {
  readonly evaluator: QuotaEvaluator<unknown>
  readonly options: QuotaOptions
}

/** Gives the reason of a refusal. */
async function admit(request: Judged, bound: readonly Bound[], means: Means): Promise<string | undefined> {
  const { evaluator, options } = means
  for (const { quota, names } of bound) {
    const missing = evaluator.missing?.(names, request.object)
    if (missing !== undefined) return `failed quota: ${quota.metadata.name}: ${missing}`
    const used = quota.status?.used ?? {}
    if (names.some((name) => !Object.hasOwn(used, name)))
      return `status unknown for quota: ${quota.metadata.name}, resources: ${[...names].sort().join(',')}`
  }
  const delta = deltaOf(request, evaluator, options.clock.now())
  if (typeof delta === 'string') return delta
  if (delta.size === 0) return undefined
  const charge = (quota: ResourceQuota) => chargeQuota(quota, delta)
  const charges = bound.map(({ quota }) => ({ quota, charge: charge(quota) }))
  const refused = charges.find((one) => one.charge !== 'nothing' && 'refusal' in one.charge)?.charge
  if (refused !== undefined && refused !== 'nothing' && 'refusal' in refused) return refused.refusal
  if (request.dryRun) return undefined
  for (const { quota, charge: planned } of charges) {
    const why = planned === 'nothing' ? undefined : await options.writeCharge(quota, charge)
    if (why !== undefined) return why
  }
  return undefined
}

/** What the object takes more than before, or a reason to refuse. */
function deltaOf(
  { object, oldObject, operation }: Judged,
  evaluator: QuotaEvaluator<unknown>,
  nowMs: number,
): Amounts | string {
  const usage = evaluator.usage(object, nowMs)
  const negative = masked(
    usage,
    [...usage].flatMap(([name, { unscaled }]) => (unscaled < 0n ? [name] : [])),
  )
  if (negative.size > 0)
    return `quota usage is negative for resource(s): ${describeAmounts(negative).replaceAll(/=[^,]*/g, '')}`
  const delta =
    operation === 'UPDATE' && oldObject !== undefined
      ? difference(usage, evaluator.usage(oldObject, nowMs))
      : usage
  return new Map([...delta].filter(([, { unscaled }]) => unscaled !== 0n))
}
