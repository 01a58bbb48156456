// Fields of image-review.v1alpha1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { objectMeta } from '../../../machinery/meta/meta.schema.ts'
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
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  spec: opt(2, imageReviewSpec, { empty: 'zero' }),
  status: opt(3, imageReviewStatus, { empty: 'zero' }),
})
export type ImageReview = TypeOf<typeof imageReview>
