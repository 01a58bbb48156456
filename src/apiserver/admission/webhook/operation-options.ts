// The options of a write as webhooks and policies see them: CreateOptions, UpdateOptions, DeleteOptions.
import type { DeleteOptions } from '../../registry/delete-options.ts'
import type { AdmissionRequest } from '../admission.ts'

const kinds: ReadonlyMap<string, string> = new Map([
  ['CREATE', 'CreateOptions'],
  ['UPDATE', 'UpdateOptions'],
  ['DELETE', 'DeleteOptions'],
])

/** What the client said; undefined for connections. */
export function operationOptions({
  operation,
  options,
  dryRun,
  origin,
}: AdmissionRequest): object | undefined {
  const kind = kinds.get(operation)
  if (kind === undefined) return undefined
  const shared = { kind, apiVersion: 'meta.k8s.io/v1', ...(dryRun && { dryRun: ['All'] }) }
  if (kind === 'DeleteOptions') return { ...shared, ...(options && deletion(options)) }
  const given = (name: string) => origin?.query.get(name)?.[0] ?? ''
  const [fieldManager, fieldValidation] = [given('fieldManager'), given('fieldValidation')]
  return {
    ...shared,
    ...(fieldManager !== '' && { fieldManager }),
    ...(fieldValidation !== '' && { fieldValidation }),
  }
}

function deletion(options: DeleteOptions): object {
  const { gracePeriodSeconds, preconditions, orphanDependents, propagationPolicy } = options
  return {
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
    ...(preconditions !== undefined && { preconditions }),
    ...(orphanDependents !== undefined && { orphanDependents }),
    ...(propagationPolicy !== undefined && { propagationPolicy }),
  }
}
