// Validation of creates and updates: generic metadata rules, then the kind's own.
import type { FieldError } from '../../machinery/field-error.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import { validateObjectMeta, validateObjectMetaUpdate } from '../../machinery/meta-validation.ts'
import { nameIsDNSSubdomain } from '../../machinery/names/validation.ts'
import { invalid } from '../../machinery/status-error.ts'
import { asKube, asWorking, type WorkingObject } from './object.ts'
import type { Resource } from './resource.ts'

function metaRules(kind: Kind) {
  return { namespaced: kind.scope === 'Namespaced', validateName: kind.validateName ?? nameIsDNSSubdomain }
}

export function judgeCreate(obj: WorkingObject, resource: Resource, warnings: string[]): void {
  const { kind } = resource
  const faults = validateObjectMeta(obj.metadata, metaRules(kind))
  faults.push(...(kind.validate?.(asKube(obj)) ?? []))
  faults.push(...(kind.validateCreate?.(asKube(obj)) ?? []))
  faults.push(...(resource.hooks.faults?.(asKube(resource.toStored(obj)), undefined) ?? []))
  refuse(faults, obj, resource)
  warn(obj, undefined, { kind, warnings })
}

export interface UpdateJudgement {
  readonly resource: Resource
  readonly old: KubeObject
  readonly warnings: string[]
  /** Which of the kind's rules apply. */
  readonly rules: 'main' | 'status' | 'meta'
  /** Rules of a subresource. */
  faults?(next: KubeObject, old: KubeObject): readonly FieldError[]
}

export function judgeUpdate(next: WorkingObject, judgement: UpdateJudgement): void {
  const { resource, old, rules, warnings } = judgement
  const { kind } = resource
  const metadata = { ...next.metadata, resourceVersion: old.metadata.resourceVersion }
  const faults = validateObjectMetaUpdate(metadata, old.metadata)
  const checks = { warn: (text: string) => void warnings.push(text) }
  if (rules === 'main') {
    faults.push(...(kind.validate?.(asKube(next), old) ?? []))
    faults.push(...(kind.validateUpdate?.(asKube(next), old, checks) ?? []))
  } else if (rules === 'status')
    faults.push(...(kind.validateStatusUpdate?.(asKube(next), old, checks) ?? []))
  faults.push(...(judgement.faults?.(asKube(next), old) ?? []))
  if (resource.hooks.faults !== undefined) {
    const [inStored, before] = [resource.toStored(next), resource.toStored(asWorking(old))]
    faults.push(...resource.hooks.faults(asKube(inStored), asKube(before)))
  }
  refuse(faults, next, resource)
  if (rules === 'main') warn(next, old, { kind, warnings })
  else if (rules === 'status') warnings.push(...(kind.strategy?.statusWarnings?.(asKube(next)) ?? []))
}

function refuse(faults: readonly FieldError[], obj: WorkingObject, resource: Resource): void {
  if (faults.length > 0) throw invalid(resource.kindSubject, obj.metadata.name ?? '', faults)
}

function warn(
  next: WorkingObject,
  old: KubeObject | undefined,
  context: { readonly kind: Kind; readonly warnings: string[] },
): void {
  const texts = context.kind.strategy?.warnings?.(asKube(next), old)
  if (texts !== undefined) context.warnings.push(...texts)
}
