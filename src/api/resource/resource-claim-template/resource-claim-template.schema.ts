// Fields of resource-claim-template in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields, objectMeta } from '../../../machinery/meta/meta.schema.ts'
import { object, opt, req, type TypeOf } from '../../../machinery/schema/schema.ts'
import { resourceClaimSpec } from '../shared.schema.ts'

export const resourceClaimTemplateSpec = object(
  'io.k8s.api.resource.v1.ResourceClaimTemplateSpec',
  {
    metadata: opt(1, objectMeta, { doc: 'Labels and annotations of the claim.', empty: 'zero' }),
    spec: req(2, resourceClaimSpec, { doc: 'What is asked for.', empty: 'zero' }),
  },
  { doc: 'The claim to make.' },
)
export type ResourceClaimTemplateSpec = TypeOf<typeof resourceClaimTemplateSpec>

export const resourceClaimTemplate = object(
  'io.k8s.api.resource.v1.ResourceClaimTemplate',
  {
    ...kindFields,
    spec: req(2, resourceClaimTemplateSpec, { doc: 'What is asked for.', empty: 'zero' }),
  },
  { doc: 'A claim that is made for each pod.' },
)
export type ResourceClaimTemplate = ObjectOf<typeof resourceClaimTemplate>
