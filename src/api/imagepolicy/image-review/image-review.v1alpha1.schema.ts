// Fields of image-review.v1alpha1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { bool, list, map, object, opt, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const imageReviewContainerSpec = object('io.k8s.api.imagepolicy.v1alpha1.ImageReviewContainerSpec', {
  image: opt(1, string),
})
export type ImageReviewContainerSpec = TypeOf<typeof imageReviewContainerSpec>

export const imageReviewSpec = object('io.k8s.api.imagepolicy.v1alpha1.ImageReviewSpec', {
  containers: opt(1, list(imageReviewContainerSpec)),
  annotations: opt(2, map(string)),
  namespace: opt(3, string),
})
export type ImageReviewSpec = TypeOf<typeof imageReviewSpec>

export const imageReviewStatus = object('io.k8s.api.imagepolicy.v1alpha1.ImageReviewStatus', {
  allowed: opt(1, bool, { empty: 'zero' }),
  reason: opt(2, string),
  auditAnnotations: opt(3, map(string)),
})
export type ImageReviewStatus = TypeOf<typeof imageReviewStatus>

export const imageReview = object('io.k8s.api.imagepolicy.v1alpha1.ImageReview', {
  ...kindFields,
  spec: opt(2, imageReviewSpec, { doc: 'What is asked for.', empty: 'zero' }),
  status: opt(3, imageReviewStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
})
export type ImageReview = TypeOf<typeof imageReview>
