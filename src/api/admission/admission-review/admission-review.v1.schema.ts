// Fields of admission-review.v1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import { groupVersionKind, groupVersionResource, status } from '../../../machinery/meta/meta.schema.ts'
import {
  bool,
  bytes,
  json,
  list,
  map,
  object,
  opt,
  string,
  type TypeOf,
} from '../../../machinery/schema/schema.ts'
import { userInfo } from '../../authentication/shared.schema.ts'

export const admissionRequest = object('io.k8s.api.admission.v1.AdmissionRequest', {
  uid: opt(1, string, { empty: 'zero' }),
  kind: opt(2, groupVersionKind, { empty: 'zero' }),
  resource: opt(3, groupVersionResource, { empty: 'zero' }),
  subResource: opt(4, string),
  requestKind: opt(13, groupVersionKind, { pointer: true }),
  requestResource: opt(14, groupVersionResource, { pointer: true }),
  requestSubResource: opt(15, string),
  name: opt(5, string),
  namespace: opt(6, string),
  operation: opt(7, string, { empty: 'zero' }),
  userInfo: opt(8, userInfo, { empty: 'zero' }),
  object: opt(9, json),
  oldObject: opt(10, json),
  dryRun: opt(11, bool, { pointer: true }),
  options: opt(12, json),
})
export type AdmissionRequest = TypeOf<typeof admissionRequest>

export const admissionResponse = object('io.k8s.api.admission.v1.AdmissionResponse', {
  uid: opt(1, string, { empty: 'zero' }),
  allowed: opt(2, bool, { empty: 'zero' }),
  status: opt(3, status, { pointer: true }),
  patch: opt(4, bytes),
  patchType: opt(5, string, { pointer: true }),
  auditAnnotations: opt(6, map(string)),
  warnings: opt(7, list(string)),
})
export type AdmissionResponse = TypeOf<typeof admissionResponse>

export const admissionReview = object('io.k8s.api.admission.v1.AdmissionReview', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  request: opt(1, admissionRequest, { pointer: true }),
  response: opt(2, admissionResponse, { pointer: true }),
})
export type AdmissionReview = TypeOf<typeof admissionReview>
