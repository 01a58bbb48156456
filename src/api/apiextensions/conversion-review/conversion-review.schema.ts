// Fields of conversion-review in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { status } from '../../../machinery/meta/meta.schema.ts'
import { json, list, object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const conversionRequest = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ConversionRequest',
  {
    uid: req(1, string, { empty: 'zero' }),
    desiredAPIVersion: req(2, string, { empty: 'zero' }),
    objects: req(3, list(json), { empty: 'null' }),
  },
)
export type ConversionRequest = TypeOf<typeof conversionRequest>

export const conversionResponse = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ConversionResponse',
  {
    uid: req(1, string, { empty: 'zero' }),
    convertedObjects: req(2, list(json), { empty: 'null' }),
    result: req(3, status, { empty: 'zero' }),
  },
)
export type ConversionResponse = TypeOf<typeof conversionResponse>

export const conversionReview = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ConversionReview',
  {
    kind: opt(0, string),
    apiVersion: opt(0, string),
    request: opt(1, conversionRequest, { pointer: true }),
    response: opt(2, conversionResponse, { pointer: true }),
  },
)
export type ConversionReview = TypeOf<typeof conversionReview>
