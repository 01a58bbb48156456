// Fields of mutating-webhook-configuration in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { labelSelector, objectMeta } from '../../../machinery/meta/meta.schema.ts'
import {
  int32,
  list,
  object,
  oneOf,
  opt,
  req,
  string,
  type TypeOf,
} from '../../../machinery/schema/schema.ts'
import { matchCondition, ruleWithOperations, webhookClientConfig } from '../shared.schema.ts'

export const mutatingWebhook = object('io.k8s.api.admissionregistration.v1.MutatingWebhook', {
  name: req(1, string, { empty: 'zero' }),
  clientConfig: req(2, webhookClientConfig, { empty: 'zero' }),
  rules: opt(3, list(ruleWithOperations)),
  failurePolicy: opt(4, oneOf('Ignore', 'Fail'), { pointer: true }),
  matchPolicy: opt(9, oneOf('Exact', 'Equivalent'), { pointer: true }),
  namespaceSelector: opt(5, labelSelector, { pointer: true }),
  objectSelector: opt(11, labelSelector, { pointer: true }),
  sideEffects: req(6, oneOf('Unknown', 'None', 'Some', 'NoneOnDryRun'), { pointer: true }),
  timeoutSeconds: opt(7, int32, { pointer: true }),
  admissionReviewVersions: req(8, list(string), { empty: 'null' }),
  reinvocationPolicy: opt(10, oneOf('Never', 'IfNeeded'), { pointer: true }),
  matchConditions: opt(
    12,
    list(matchCondition, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
  ),
})
export type MutatingWebhook = TypeOf<typeof mutatingWebhook>

export const mutatingWebhookConfiguration = object(
  'io.k8s.api.admissionregistration.v1.MutatingWebhookConfiguration',
  {
    kind: opt(0, string),
    apiVersion: opt(0, string),
    metadata: opt(1, objectMeta, { empty: 'zero' }),
    webhooks: opt(
      2,
      list(mutatingWebhook, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
    ),
  },
)
export type MutatingWebhookConfiguration = ObjectOf<typeof mutatingWebhookConfiguration>
