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
    namespace: opt(1, string, { doc: 'Namespace of the Service.' }),
    name: opt(2, string, { doc: 'Name of the Service.' }),
    port: opt(3, int32, { doc: 'Port of the Service; 443 where absent.', pointer: true }),
  },
  { doc: 'A Service that answers over HTTPS.' },
)
export type ServiceReference = TypeOf<typeof serviceReference>

export const apiServiceSpec = object(
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceSpec',
  {
    service: opt(1, serviceReference, {
      doc: 'Service that serves it; absent where this server does.',
      pointer: true,
    }),
    group: opt(2, string, { doc: 'The group.' }),
    version: opt(3, string, { doc: 'The version.' }),
    insecureSkipTLSVerify: opt(4, bool, { doc: 'Do not check the certificate; not for use in earnest.' }),
    caBundle: opt(5, bytes, { doc: "PEM certificates that the service's certificate is checked against." }),
    groupPriorityMinimum: req(7, int32, {
      doc: 'Least priority of the group; higher goes first in discovery.',
      empty: 'zero',
    }),
    versionPriority: req(8, int32, {
      doc: 'Priority of the version in the group; higher goes first.',
      empty: 'zero',
    }),
  },
  { doc: 'Who serves a version of a group.' },
)
export type APIServiceSpec = TypeOf<typeof apiServiceSpec>

export const apiServiceCondition = object(
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceCondition',
  {
    type: req(1, string, { doc: 'Type of the condition.', empty: 'zero' }),
    status: req(2, string, { doc: 'True, False or Unknown.', empty: 'zero' }),
    lastTransitionTime: opt(3, time, { empty: 'zero', doc: 'When the status last changed.' }),
    reason: opt(4, string, { doc: 'Why, in one word for machines.' }),
    message: opt(5, string, { doc: 'Why, for people.' }),
  },
  { doc: 'A fact about the object, and since when it holds.' },
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
      { doc: 'Available, or why not.' },
    ),
  },
  { doc: 'Whether it is served.' },
)
export type APIServiceStatus = TypeOf<typeof apiServiceStatus>

export const apiService = object(
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService',
  {
    ...kindFields,
    spec: opt(2, apiServiceSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, apiServiceStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'A version of a group, and who serves it.' },
)
export type APIService = ObjectOf<typeof apiService>
