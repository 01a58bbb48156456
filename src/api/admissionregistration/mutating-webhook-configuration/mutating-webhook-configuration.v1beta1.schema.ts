// Fields of mutating-webhook-configuration.v1beta1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

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
import { ruleWithOperations } from '../shared.schema.ts'
import { matchCondition, webhookClientConfig } from '../shared.v1beta1.schema.ts'

export const mutatingWebhook = object(
  'io.k8s.api.admissionregistration.v1beta1.MutatingWebhook',
  {
    name: req(1, string, { doc: 'Full name of the webhook, such as image.example.com.', empty: 'zero' }),
    clientConfig: req(2, webhookClientConfig, { doc: 'How to reach the webhook.', empty: 'zero' }),
    rules: opt(3, list(ruleWithOperations), {
      doc: 'Operations and resources that the webhook is called for.',
    }),
    failurePolicy: opt(4, string, {
      doc: 'Fail (the default) refuses the request when the webhook cannot be called; Ignore lets it pass.',
      pointer: true,
    }),
    matchPolicy: opt(9, string, {
      doc: 'Exact calls it only for what the rules name; Equivalent also for other versions of the same resource.',
      pointer: true,
    }),
    namespaceSelector: opt(5, labelSelector, {
      doc: 'Only objects in namespaces with these labels; everything where empty.',
      pointer: true,
    }),
    objectSelector: opt(11, labelSelector, {
      doc: 'Only objects (old or new) with these labels; everything where empty.',
      pointer: true,
    }),
    sideEffects: opt(6, string, {
      doc: 'None or NoneOnDryRun: whether calls change anything beside the answer.',
      pointer: true,
    }),
    timeoutSeconds: opt(7, int32, {
      doc: 'Seconds to wait for the answer, 1 to 30; 10 where absent.',
      pointer: true,
    }),
    admissionReviewVersions: opt(8, list(string), {
      doc: 'Versions of AdmissionReview that the webhook takes, the preferred ones first.',
    }),
    reinvocationPolicy: opt(10, oneOf('Never', 'IfNeeded'), {
      doc: 'IfNeeded calls the webhook again when later ones changed the object; Never (the default) does not.',
      pointer: true,
    }),
    matchConditions: opt(
      12,
      list(matchCondition, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
      { doc: 'CEL conditions that a request must meet for the webhook to be called.' },
    ),
  },
  { doc: 'A webhook that may change objects on their way in.' },
)
export type MutatingWebhook = TypeOf<typeof mutatingWebhook>

export const mutatingWebhookConfiguration = object(
  'io.k8s.api.admissionregistration.v1beta1.MutatingWebhookConfiguration',
  {
    kind: opt(0, string, { doc: 'What the object is, such as Pod.' }),
    apiVersion: opt(0, string, {
      doc: 'Version of the API in which the object is written, such as apps/v1.',
    }),
    metadata: opt(1, objectMeta, { doc: 'Name, labels and the like.', empty: 'zero' }),
    webhooks: opt(
      2,
      list(mutatingWebhook, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
      { doc: 'The webhooks, called in this order.' },
    ),
  },
  { doc: 'Webhooks that may change objects on their way in.' },
)
