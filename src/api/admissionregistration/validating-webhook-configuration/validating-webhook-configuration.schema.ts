// Fields of validating-webhook-configuration in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

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

export const validatingWebhook = object('io.k8s.api.admissionregistration.v1.ValidatingWebhook', {
  name: req(1, string, { empty: 'zero' }),
  clientConfig: req(2, webhookClientConfig, { empty: 'zero' }),
  rules: opt(3, list(ruleWithOperations)),
  failurePolicy: opt(4, oneOf('Ignore', 'Fail'), { pointer: true }),
  matchPolicy: opt(9, oneOf('Exact', 'Equivalent'), { pointer: true }),
  namespaceSelector: opt(5, labelSelector, { pointer: true }),
  objectSelector: opt(10, labelSelector, { pointer: true }),
  sideEffects: req(6, oneOf('Unknown', 'None', 'Some', 'NoneOnDryRun'), { pointer: true }),
  timeoutSeconds: opt(7, int32, { pointer: true }),
  admissionReviewVersions: req(8, list(string), { empty: 'null' }),
  matchConditions: opt(
    11,
    list(matchCondition, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
  ),
})
export type ValidatingWebhook = TypeOf<typeof validatingWebhook>

export const validatingWebhookConfiguration = object(
  'io.k8s.api.admissionregistration.v1.ValidatingWebhookConfiguration',
  {
    kind: opt(0, string),
    apiVersion: opt(0, string),
    metadata: opt(1, objectMeta, { empty: 'zero' }),
    webhooks: opt(
      2,
      list(validatingWebhook, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
    ),
  },
)
export type ValidatingWebhookConfiguration = ObjectOf<typeof validatingWebhookConfiguration>
