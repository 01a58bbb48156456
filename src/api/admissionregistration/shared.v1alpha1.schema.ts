// Types of admissionregistration.k8s.io/v1alpha1, where they differ from v1.
import { oneOf } from '../../machinery/schema/schema.ts'
import { SchemaVersion } from '../../machinery/schema/schema-version.ts'
import { paramRef, variable } from './shared.schema.ts'

export const inV1alpha1 = new SchemaVersion({
  from: 'io.k8s.api.admissionregistration.v1.',
  to: 'io.k8s.api.admissionregistration.v1alpha1.',
})

const { structType: _, ...granular } = variable
inV1alpha1.replace(variable, { ...granular, name: 'io.k8s.api.admissionregistration.v1alpha1.Variable' })
inV1alpha1.change(paramRef, {
  parameterNotFoundAction: {
    ...paramRef.fields.parameterNotFoundAction,
    schema: oneOf('Allow', 'Deny'),
  },
})
