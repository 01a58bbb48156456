// Fields of api-service in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  bool,
  bytes,
  int32,
  list,
  object,
  opt,
  req,
  string,
  type TypeOf,
  time,
} from '../../../machinery/schema/schema.ts'

export const serviceReference = object(
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference',
  {
    namespace: opt(1, string),
    name: opt(2, string),
    port: opt(3, int32, { pointer: true }),
  },
)
export type ServiceReference = TypeOf<typeof serviceReference>

export const apiServiceSpec = object('io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceSpec', {
  service: opt(1, serviceReference, { pointer: true }),
  group: opt(2, string),
  version: opt(3, string),
  insecureSkipTLSVerify: opt(4, bool),
  caBundle: opt(5, bytes),
  groupPriorityMinimum: req(7, int32, { empty: 'zero' }),
  versionPriority: req(8, int32, { empty: 'zero' }),
})
export type APIServiceSpec = TypeOf<typeof apiServiceSpec>

export const apiServiceCondition = object(
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceCondition',
  {
    type: req(1, string, { empty: 'zero' }),
    status: req(2, string, { empty: 'zero' }),
    lastTransitionTime: opt(3, time),
    reason: opt(4, string),
    message: opt(5, string),
  },
)
export type APIServiceCondition = TypeOf<typeof apiServiceCondition>

export const apiServiceStatus = object(
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceStatus',
  {
    conditions: opt(
      1,
      list(apiServiceCondition, {
        listType: 'map',
        keys: ['type'],
        mergeKey: 'type',
        patchStrategy: 'merge',
      }),
    ),
  },
)
export type APIServiceStatus = TypeOf<typeof apiServiceStatus>

export const apiService = object('io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService', {
  ...kindFields,
  spec: opt(2, apiServiceSpec, { doc: 'What is asked for.', empty: 'zero' }),
  status: opt(3, apiServiceStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
})
export type APIService = ObjectOf<typeof apiService>
