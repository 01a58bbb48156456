// What the server fills in. Upstream: apiextensions-apiserver pkg/apis/apiextensions/v1/defaults.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type { CustomResourceDefinition } from './custom-resource-definition.schema.ts'

export function defaultCustomResourceDefinition(crd: Mutable<CustomResourceDefinition>): void {
  const { spec } = crd
  const { names } = spec
  if ((names.singular ?? '') === '') names.singular = names.kind.toLowerCase()
  if ((names.listKind ?? '') === '' && names.kind !== '') names.listKind = `${names.kind}List`
  spec.conversion ??= { strategy: 'None' }
  const service = spec.conversion.webhook?.clientConfig?.service
  if (service !== undefined && service !== null) service.port ??= 443
}
