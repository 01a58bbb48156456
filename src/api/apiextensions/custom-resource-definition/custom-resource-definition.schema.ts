// Fields of custom-resource-definition in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { objectMeta } from '../../../machinery/meta/meta.schema.ts'
import {
  bool,
  bytes,
  double,
  int32,
  int64,
  json,
  lazy,
  list,
  map,
  type ObjectSchema,
  object,
  oneOf,
  opt,
  req,
  schemaOr,
  string,
  type TypeOf,
  time,
} from '../../../machinery/schema/schema.ts'

export const customResourceDefinitionNames = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionNames',
  {
    plural: req(1, string, { empty: 'zero' }),
    singular: opt(2, string),
    shortNames: opt(3, list(string)),
    kind: req(4, string, { empty: 'zero' }),
    listKind: opt(5, string),
    categories: opt(6, list(string)),
  },
)
export type CustomResourceDefinitionNames = TypeOf<typeof customResourceDefinitionNames>

export const externalDocumentation = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ExternalDocumentation',
  {
    description: opt(1, string),
    url: opt(2, string),
  },
)
export type ExternalDocumentation = TypeOf<typeof externalDocumentation>

export const validationRule = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ValidationRule',
  {
    rule: req(1, string, { empty: 'zero' }),
    message: opt(2, string),
    messageExpression: opt(3, string),
    reason: opt(
      4,
      oneOf('FieldValueRequired', 'FieldValueDuplicate', 'FieldValueInvalid', 'FieldValueForbidden'),
      { pointer: true },
    ),
    fieldPath: opt(5, string),
    optionalOldSelf: opt(6, bool, { pointer: true, gates: ['CRDValidationRatcheting'] }),
  },
)
export type ValidationRule = TypeOf<typeof validationRule>

export const jsonSchemaProps: ObjectSchema = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps',
  {
    id: opt(1, string),
    $schema: opt(2, string),
    $ref: opt(3, string, { pointer: true }),
    description: opt(4, string),
    type: opt(5, string),
    format: opt(6, string),
    title: opt(7, string),
    default: opt(8, json, { pointer: true }),
    maximum: opt(9, double, { pointer: true }),
    exclusiveMaximum: opt(10, bool),
    minimum: opt(11, double, { pointer: true }),
    exclusiveMinimum: opt(12, bool),
    maxLength: opt(13, int64, { pointer: true }),
    minLength: opt(14, int64, { pointer: true }),
    pattern: opt(15, string),
    maxItems: opt(16, int64, { pointer: true }),
    minItems: opt(17, int64, { pointer: true }),
    uniqueItems: opt(18, bool),
    multipleOf: opt(19, double, { pointer: true }),
    enum: opt(20, list(json)),
    maxProperties: opt(21, int64, { pointer: true }),
    minProperties: opt(22, int64, { pointer: true }),
    required: opt(23, list(string)),
    items: opt(
      24,
      schemaOr('schemas', () => jsonSchemaProps),
      { pointer: true },
    ),
    allOf: opt(25, list(lazy<unknown>(() => jsonSchemaProps))),
    oneOf: opt(26, list(lazy<unknown>(() => jsonSchemaProps))),
    anyOf: opt(27, list(lazy<unknown>(() => jsonSchemaProps))),
    not: opt(
      28,
      lazy<unknown>(() => jsonSchemaProps),
      { pointer: true },
    ),
    properties: opt(29, map(lazy<unknown>(() => jsonSchemaProps))),
    additionalProperties: opt(
      30,
      schemaOr('bool', () => jsonSchemaProps),
      { pointer: true },
    ),
    patternProperties: opt(31, map(lazy<unknown>(() => jsonSchemaProps))),
    dependencies: opt(32, map(schemaOr('strings', () => jsonSchemaProps))),
    additionalItems: opt(
      33,
      schemaOr('bool', () => jsonSchemaProps),
      { pointer: true },
    ),
    definitions: opt(34, map(lazy<unknown>(() => jsonSchemaProps))),
    externalDocs: opt(35, externalDocumentation, { pointer: true }),
    example: opt(36, json, { pointer: true }),
    nullable: opt(37, bool),
    'x-kubernetes-preserve-unknown-fields': opt(38, bool, { pointer: true }),
    'x-kubernetes-embedded-resource': opt(39, bool),
    'x-kubernetes-int-or-string': opt(40, bool),
    'x-kubernetes-list-map-keys': opt(41, list(string)),
    'x-kubernetes-list-type': opt(42, string, { pointer: true }),
    'x-kubernetes-map-type': opt(43, string, { pointer: true }),
    'x-kubernetes-validations': opt(
      44,
      list(validationRule, { listType: 'map', keys: ['rule'], mergeKey: 'rule', patchStrategy: 'merge' }),
    ),
  },
)
export type JSONSchemaProps = TypeOf<typeof jsonSchemaProps>

export const customResourceValidation = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceValidation',
  {
    openAPIV3Schema: opt(1, jsonSchemaProps, { pointer: true }),
  },
)
export type CustomResourceValidation = TypeOf<typeof customResourceValidation>

export const customResourceSubresourceStatus = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceStatus',
  {},
)
export type CustomResourceSubresourceStatus = TypeOf<typeof customResourceSubresourceStatus>

export const customResourceSubresourceScale = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceScale',
  {
    specReplicasPath: req(1, string, { empty: 'zero' }),
    statusReplicasPath: req(2, string, { empty: 'zero' }),
    labelSelectorPath: opt(3, string, { pointer: true }),
  },
)
export type CustomResourceSubresourceScale = TypeOf<typeof customResourceSubresourceScale>

export const customResourceSubresources = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresources',
  {
    status: opt(1, customResourceSubresourceStatus, { pointer: true }),
    scale: opt(2, customResourceSubresourceScale, { pointer: true }),
  },
)
export type CustomResourceSubresources = TypeOf<typeof customResourceSubresources>

export const customResourceColumnDefinition = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceColumnDefinition',
  {
    name: req(1, string, { empty: 'zero' }),
    type: req(2, string, { empty: 'zero' }),
    format: opt(3, string),
    description: opt(4, string),
    priority: opt(5, int32),
    jsonPath: req(6, string, { empty: 'zero' }),
  },
)
export type CustomResourceColumnDefinition = TypeOf<typeof customResourceColumnDefinition>

export const selectableField = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.SelectableField',
  {
    jsonPath: req(1, string, { empty: 'zero' }),
  },
)
export type SelectableField = TypeOf<typeof selectableField>

export const customResourceDefinitionVersion = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion',
  {
    name: req(1, string, { empty: 'zero' }),
    served: req(2, bool, { empty: 'zero' }),
    storage: req(3, bool, { empty: 'zero' }),
    deprecated: opt(7, bool),
    deprecationWarning: opt(8, string, { pointer: true }),
    schema: opt(4, customResourceValidation, { pointer: true }),
    subresources: opt(5, customResourceSubresources, { pointer: true }),
    additionalPrinterColumns: opt(6, list(customResourceColumnDefinition)),
    selectableFields: opt(9, list(selectableField), { gates: ['CustomResourceFieldSelectors'] }),
  },
)
export type CustomResourceDefinitionVersion = TypeOf<typeof customResourceDefinitionVersion>

export const serviceReference = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ServiceReference',
  {
    namespace: req(1, string, { doc: 'Namespace of the Service.', empty: 'zero' }),
    name: req(2, string, { doc: 'Name of the Service.', empty: 'zero' }),
    path: opt(3, string, { doc: 'Path of the URL.', pointer: true }),
    port: opt(4, int32, { doc: 'Port of the Service; 443 where absent.', pointer: true }),
  },
  { doc: 'A Service that answers over HTTPS.' },
)
export type ServiceReference = TypeOf<typeof serviceReference>

export const webhookClientConfig = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookClientConfig',
  {
    url: opt(3, string, { doc: 'HTTPS URL of the webhook.', pointer: true }),
    service: opt(1, serviceReference, { doc: 'The Service that is the webhook.', pointer: true }),
    caBundle: opt(2, bytes, {
      doc: "PEM certificates that the webhook's certificate is checked against; the system's where absent.",
    }),
  },
  { doc: 'How a webhook is reached: by url or by service.' },
)
export type WebhookClientConfig = TypeOf<typeof webhookClientConfig>

export const webhookConversion = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookConversion',
  {
    clientConfig: opt(2, webhookClientConfig, { pointer: true }),
    conversionReviewVersions: req(3, list(string), { empty: 'null' }),
  },
)
export type WebhookConversion = TypeOf<typeof webhookConversion>

export const customResourceConversion = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceConversion',
  {
    strategy: req(1, string, { empty: 'zero' }),
    webhook: opt(2, webhookConversion, { pointer: true }),
  },
)
export type CustomResourceConversion = TypeOf<typeof customResourceConversion>

export const customResourceDefinitionSpec = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec',
  {
    group: req(1, string, { empty: 'zero' }),
    names: req(3, customResourceDefinitionNames, { empty: 'zero' }),
    scope: req(4, string, { empty: 'zero' }),
    versions: req(7, list(customResourceDefinitionVersion), { empty: 'null' }),
    conversion: opt(9, customResourceConversion, { pointer: true }),
    preserveUnknownFields: opt(10, bool, { deprecated: true }),
  },
)
export type CustomResourceDefinitionSpec = TypeOf<typeof customResourceDefinitionSpec>

export const customResourceDefinitionCondition = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionCondition',
  {
    type: req(1, string, { doc: 'Type of the condition.', empty: 'zero' }),
    status: req(2, string, { doc: 'True, False or Unknown.', empty: 'zero' }),
    lastTransitionTime: opt(3, time, { doc: 'When the status last changed.' }),
    reason: opt(4, string, { doc: 'Why, in one word for machines.' }),
    message: opt(5, string, { doc: 'Why, for people.' }),
    observedGeneration: opt(6, int64, { gates: ['CRDObservedGenerationTracking'] }),
  },
  { doc: 'A fact about the object, and since when it holds.' },
)
export type CustomResourceDefinitionCondition = TypeOf<typeof customResourceDefinitionCondition>

export const customResourceDefinitionStatus = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionStatus',
  {
    conditions: opt(1, list(customResourceDefinitionCondition, { listType: 'map', keys: ['type'] }), {
      empty: 'null',
    }),
    acceptedNames: opt(2, customResourceDefinitionNames, { empty: 'zero' }),
    storedVersions: opt(3, list(string), { empty: 'null' }),
    observedGeneration: opt(4, int64, { gates: ['CRDObservedGenerationTracking'] }),
  },
)
export type CustomResourceDefinitionStatus = TypeOf<typeof customResourceDefinitionStatus>

export const customResourceDefinition = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition',
  {
    kind: opt(0, string),
    apiVersion: opt(0, string),
    metadata: opt(1, objectMeta, { empty: 'zero' }),
    spec: req(2, customResourceDefinitionSpec, { empty: 'zero' }),
    status: opt(3, customResourceDefinitionStatus, { empty: 'zero' }),
  },
)
export type CustomResourceDefinition = ObjectOf<typeof customResourceDefinition>
