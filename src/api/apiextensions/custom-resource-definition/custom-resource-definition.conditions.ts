// Conditions of definitions: which names are accepted, and whether the API approval annotation is right.
// Upstream: apiextensions-apiserver pkg/apihelpers/helpers.go, pkg/controller/status/naming_controller.go,
// pkg/controller/establish, pkg/controller/apiapproval.
import { semanticEqual } from '../../../machinery/equality.ts'
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionCondition,
  CustomResourceDefinitionNames,
} from './custom-resource-definition.schema.ts'

export type ConditionType =
  | 'Established'
  | 'NamesAccepted'
  | 'Terminating'
  | 'NonStructuralSchema'
  | 'KubernetesAPIApprovalPolicyConformant'

export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io'
export const approvalAnnotation = 'api-approved.kubernetes.io'

export interface NewCondition {
  readonly type: ConditionType
  readonly status: 'True' | 'False'
  readonly reason: string
  readonly message: string
}

type Conditions = readonly CustomResourceDefinitionCondition[]

export function conditionOf(
  crd: CustomResourceDefinition,
  type: ConditionType,
): CustomResourceDefinitionCondition | undefined {
  return crd.status?.conditions?.find((condition) => condition.type === type)
}

export function isTrue(crd: CustomResourceDefinition, type: ConditionType): boolean {
  return conditionOf(crd, type)?.status === 'True'
}

/** The conditions with this one among them; its time changes only with its status. */
export function withCondition(conditions: Conditions, next: NewCondition, now: string): Conditions {
  const old = conditions.find(({ type }) => type === next.type)
  const time = old?.status === next.status ? old.lastTransitionTime : undefined
  const changed = { ...old, ...next, lastTransitionTime: time ?? now }
  if (old === undefined) return [...conditions, changed]
  return conditions.map((condition) => (condition === old ? changed : condition))
}

/** Names that other definitions of the group have been given. */
export interface TakenNames {
  readonly resources: ReadonlySet<string>
  readonly kinds: ReadonlySet<string>
}

export function takenNames(others: readonly CustomResourceDefinition[]): TakenNames {
  const resources = new Set<string>()
  const kinds = new Set<string>()
  for (const { status } of others) {
    const names = status?.acceptedNames
    if (names === undefined) continue
    for (const name of [names.plural, names.singular, ...(names.shortNames ?? [])]) resources.add(name ?? '')
    for (const name of [names.kind, names.listKind]) kinds.add(name ?? '')
  }
  for (const set of [resources, kinds]) set.delete('')
  return { resources, kinds }
}

export interface NamesVerdict {
  readonly names: CustomResourceDefinitionNames
  readonly accepted: NewCondition
}

/** Gives a definition the names it asks for, as far as they are free. */
export function acceptNames(crd: CustomResourceDefinition, taken: TakenNames): NamesVerdict {
  const wanted = crd.spec.names
  const had = crd.status?.acceptedNames ?? { plural: '', kind: '' }
  const conflicts: { readonly reason: string; readonly message: string }[] = []
  const one = (name: 'plural' | 'singular' | 'kind' | 'listKind', used: ReadonlySet<string>) => {
    const asked = wanted[name] ?? ''
    if (asked === (had[name] ?? '') || !used.has(asked)) return asked
    conflicts.push({ reason: `${capital(name)}Conflict`, message: inUse(asked) })
    return had[name] ?? ''
  }
  const plural = one('plural', taken.resources)
  const singular = one('singular', taken.resources)
  const mine = new Set([...(had.shortNames ?? []), had.plural, had.singular])
  const clashing = (wanted.shortNames ?? []).filter((name) => !mine.has(name) && taken.resources.has(name))
  if (clashing.length > 0)
    conflicts.push({ reason: 'ShortNamesConflict', message: aggregate(clashing.map(inUse)) })
  const shortNames = clashing.length > 0 ? had.shortNames : wanted.shortNames
  const kind = one('kind', taken.kinds)
  const listKind = one('listKind', taken.kinds)
  const { categories } = wanted
  const names = {
    plural,
    ...(singular !== '' && { singular }),
    ...(shortNames !== undefined && { shortNames }),
    kind,
    ...(listKind !== '' && { listKind }),
    ...(categories !== undefined && { categories }),
  }
  const last = conflicts.at(-1)
  const fine = { status: 'True', reason: 'NoConflicts', message: 'no conflicts found' } as const
  const accepted = last === undefined ? fine : ({ status: 'False', ...last } as const)
  return { names, accepted: { type: 'NamesAccepted', ...accepted } }
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

function inUse(name: string): string {
  return `${JSON.stringify(name)} is already in use`
}

function aggregate(messages: readonly string[]): string {
  return messages.length === 1 ? (messages[0] as string) : `[${messages.join(', ')}]`
}

/** Groups that only the Kubernetes project gives out. */
export function isProtectedGroup(group: string): boolean {
  return /(?:^|\.)(?:k8s|kubernetes)\.io$/.test(group)
}

const enhancement = 'see https://github.com/kubernetes/enhancements/pull/1111'

/** Undefined where the group needs no approval. */
export function approvalCondition(crd: CustomResourceDefinition): NewCondition | undefined {
  if (!isProtectedGroup(crd.spec.group)) return undefined
  const type = 'KubernetesAPIApprovalPolicyConformant'
  const annotation = crd.metadata.annotations?.[approvalAnnotation] ?? ''
  const quoted = JSON.stringify(approvalAnnotation)
  if (annotation === '') {
    const message = `protected groups must have approval annotation ${quoted}, ${enhancement}`
    return { type, status: 'False', reason: 'MissingAnnotation', message }
  }
  if (annotation.startsWith('unapproved')) {
    const message = `not approved: ${JSON.stringify(annotation)}`
    return { type, status: 'False', reason: 'UnapprovedAnnotation', message }
  }
  if (/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/]/.test(annotation))
    return { type, status: 'True', reason: 'ApprovedAnnotation', message: `approved in ${annotation}` }
  const message = `protected groups must have approval annotation ${quoted} with either a URL or a reason starting with "unapproved", ${enhancement}`
  return { type, status: 'False', reason: 'InvalidAnnotation', message }
}

/** A definition's status as the server wants it: names, and whether it is served. */
export function settledStatus(
  crd: CustomResourceDefinition,
  context: { readonly others: readonly CustomResourceDefinition[]; readonly now: string },
): NonNullable<CustomResourceDefinition['status']> {
  const { others, now } = context
  const status = crd.status ?? { acceptedNames: { plural: '', kind: '' } }
  const { names, accepted } = acceptNames(crd, takenNames(others))
  let conditions = withCondition(status.conditions ?? [], accepted, now)
  const established = conditions.some(({ type, status: s }) => type === 'Established' && s === 'True')
  if (!established) conditions = withCondition(conditions, establishment(accepted), now)
  const approval = approvalCondition(crd)
  if (approval !== undefined) conditions = withCondition(conditions, approval, now)
  const next = { ...status, conditions, acceptedNames: names }
  return semanticEqual(next, status) ? status : (next as NonNullable<CustomResourceDefinition['status']>)
}

// Differs: established in the write that makes it; upstream waits so that several servers have seen the names.
function establishment(accepted: NewCondition): NewCondition {
  return accepted.status === 'True'
    ? {
        type: 'Established',
        status: 'True',
        reason: 'InitialNamesAccepted',
        message: 'the initial names have been accepted',
      }
    : { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' }
}
