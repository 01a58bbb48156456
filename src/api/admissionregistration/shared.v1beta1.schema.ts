// Types of admissionregistration.k8s.io/v1beta1, where they differ from v1: values of modes are not listed.
import { string } from '../../machinery/schema/schema.ts'
import { SchemaVersion } from '../../machinery/schema/schema-version.ts'
import { matchResources } from './shared.schema.ts'

export const inV1beta1 = new SchemaVersion({
  from: 'io.k8s.api.admissionregistration.v1.',
  to: 'io.k8s.api.admissionregistration.v1beta1.',
})

inV1beta1.change(matchResources, {
  matchPolicy: { ...matchResources.fields.matchPolicy, schema: string },
})
