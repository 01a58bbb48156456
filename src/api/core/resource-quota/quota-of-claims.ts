// What a PersistentVolumeClaim takes of a quota, in all and of its storage class.
// Upstream: pkg/quota/v1/evaluator/core/persistent_volume_claims.go.
import { compareQuantity, parseQuantity, type Quantity } from '../../../machinery/quantity/quantity.ts'
import type { PersistentVolumeClaim } from '../persistent-volume-claim/persistent-volume-claim.schema.ts'
import { storageClassOf } from '../volume-modes.ts'
import { one } from './quota-amounts.ts'
import { countName, type QuotaEvaluator, selects } from './quota-evaluator.ts'

type Claim = PersistentVolumeClaim

const count = countName({ group: '', plural: 'persistentvolumeclaims' })
const names = ['persistentvolumeclaims', 'requests.storage']
const ofClass = '.storageclass.storage.k8s.io/'

export const quotaOfClaims: QuotaEvaluator<Claim> = {
  matching: (wanted) =>
    wanted.filter(
      (name) => name === count || names.some((one) => name === one || name.endsWith(`${ofClass}${one}`)),
    ),
  usage(claim) {
    const amounts = new Map<string, Quantity>([
      [count, one],
      ['persistentvolumeclaims', one],
    ])
    const storage = storageOf(claim)
    if (storage !== undefined) amounts.set('requests.storage', storage)
    const storageClass = storageClassOf(claim)
    if (storageClass !== '') {
      amounts.set(`${storageClass}${ofClass}persistentvolumeclaims`, one)
      if (storage !== undefined) amounts.set(`${storageClass}${ofClass}requests.storage`, storage)
    }
    return amounts
  },
  inScope(requirement, claim) {
    if (requirement.scopeName !== 'VolumeAttributesClass') return false
    const classes = attributesClassesOf(claim)
    if (classes.length === 0) return selects(requirement, undefined)
    return classes.some((name) => selects(requirement, name))
  },
}

/** The larger of what is asked for and what was allocated. */
function storageOf({ spec, status }: Claim): Quantity | undefined {
  const parse = (text: string | undefined) => (text === undefined ? undefined : parseQuantity(text))
  const asked = parse(spec.resources?.requests?.storage)
  const allocated = parse(status?.allocatedResources?.storage)
  if (asked === undefined || allocated === undefined) return asked
  return compareQuantity(allocated, asked) > 0 ? allocated : asked
}

function attributesClassesOf({ spec, status }: Claim): readonly string[] {
  return [
    spec.volumeAttributesClassName,
    status?.currentVolumeAttributesClassName,
    status?.modifyVolumeStatus?.targetVolumeAttributesClassName,
  ].filter((name) => name !== undefined && name !== '') as string[]
}
