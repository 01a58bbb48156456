// The schemas of what is answered though it is no stored object, by kind: needed to write it in protobuf. What is not
// here is given as JSON.
import { selfSubjectReview } from '../../api/authentication/self-subject-review/self-subject-review.schema.ts'
import { tokenRequest } from '../../api/authentication/token-request/token-request.schema.ts'
import { tokenReview } from '../../api/authentication/token-review/token-review.schema.ts'
import { localSubjectAccessReview } from '../../api/authorization/local-subject-access-review/local-subject-access-review.schema.ts'
import { selfSubjectAccessReview } from '../../api/authorization/self-subject-access-review/self-subject-access-review.schema.ts'
import { selfSubjectRulesReview } from '../../api/authorization/self-subject-rules-review/self-subject-rules-review.schema.ts'
import { subjectAccessReview } from '../../api/authorization/subject-access-review/subject-access-review.schema.ts'
import { scale } from '../../api/autoscaling/scale/scale.v1.schema.ts'
import { partialObjectMetadata, status } from '../../machinery/meta/meta.schema.ts'
import type { ObjectSchema } from '../../machinery/schema/schema.ts'
import { partialObjectMetadataList } from '../table/partial-metadata.ts'

export const answerSchemas: ReadonlyMap<string, ObjectSchema> = new Map<string, ObjectSchema>([
  ['Status', status],
  ['PartialObjectMetadata', partialObjectMetadata],
  ['PartialObjectMetadataList', partialObjectMetadataList],
  ['Scale', scale],
  ['TokenRequest', tokenRequest],
  ['TokenReview', tokenReview],
  ['SelfSubjectReview', selfSubjectReview],
  ['SubjectAccessReview', subjectAccessReview],
  ['LocalSubjectAccessReview', localSubjectAccessReview],
  ['SelfSubjectAccessReview', selfSubjectAccessReview],
  ['SelfSubjectRulesReview', selfSubjectRulesReview],
])
