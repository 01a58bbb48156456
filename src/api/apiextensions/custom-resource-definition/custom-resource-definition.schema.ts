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
    plural: req(1, string, {
      doc: "Name in paths, in lower case; the object's name is PLURAL.GROUP.",
      empty: 'zero',
    }),
    singular: opt(2, string, { doc: 'Name in the singular; the kind in lower case where absent.' }),
    shortNames: opt(3, list(string), { doc: 'Short names for the command line.' }),
    kind: req(4, string, { doc: 'Name of the kind, in CamelCase.', empty: 'zero' }),
    listKind: opt(5, string, { doc: 'Name of the kind of lists; KINDList where absent.' }),
    categories: opt(6, list(string), {
      doc: 'Categories, such as all, by which several resources are listed at once.',
    }),
  },
  { doc: 'What a custom resource is called.' },
)
export type CustomResourceDefinitionNames = TypeOf<typeof customResourceDefinitionNames>

export const externalDocumentation = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ExternalDocumentation',
  {
    description: opt(1, string, { doc: 'What is found there.' }),
    url: opt(2, string, { doc: 'Where.' }),
  },
  { doc: 'Where more is written.' },
)
export type ExternalDocumentation = TypeOf<typeof externalDocumentation>

export const validationRule = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ValidationRule',
  {
    rule: req(1, string, {
      doc: 'CEL expression over self (and oldSelf) that must give true.',
      empty: 'zero',
    }),
    message: opt(2, string, { doc: 'What the refusal says.' }),
    messageExpression: opt(3, string, { doc: 'CEL expression that gives the message; goes before message.' }),
    reason: opt(
      4,
      oneOf('FieldValueRequired', 'FieldValueDuplicate', 'FieldValueInvalid', 'FieldValueForbidden'),
      {
        doc: 'FieldValueInvalid (the default), FieldValueRequired, FieldValueForbidden or FieldValueDuplicate.',
        pointer: true,
      },
    ),
    fieldPath: opt(5, string, { doc: 'Path of the field that the refusal names; must begin with a dot.' }),
    optionalOldSelf: opt(6, bool, {
      doc: 'True to evaluate a rule over oldSelf for new objects, too; oldSelf is an optional then.',
      pointer: true,
      gates: ['CRDValidationRatcheting'],
    }),
  },
  { doc: 'Something that must hold, by CEL.' },
)
export type ValidationRule = TypeOf<typeof validationRule>

export const jsonSchemaProps: ObjectSchema = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps',
  {
    id: opt(1, string, { doc: 'Not allowed here.' }),
    $schema: opt(2, string, { doc: 'Not allowed here.' }),
    $ref: opt(3, string, { doc: 'Not allowed here.', pointer: true }),
    description: opt(4, string, { doc: 'What the value is, for kubectl explain.' }),
    type: opt(5, string, { doc: 'object, array, string, integer, number or boolean.' }),
    format: opt(6, string, { doc: 'Format of a string or number, such as date-time or int32.' }),
    title: opt(7, string, { doc: 'Short name of the value.' }),
    default: opt(8, json, { doc: 'What an absent value becomes.', pointer: true }),
    maximum: opt(9, double, { doc: 'Largest number.', pointer: true }),
    exclusiveMaximum: opt(10, bool, { doc: 'True where maximum itself is too large.' }),
    minimum: opt(11, double, { doc: 'Smallest number.', pointer: true }),
    exclusiveMinimum: opt(12, bool, { doc: 'True where minimum itself is too small.' }),
    maxLength: opt(13, int64, { doc: 'Longest string, in characters.', pointer: true }),
    minLength: opt(14, int64, { doc: 'Shortest string, in characters.', pointer: true }),
    pattern: opt(15, string, { doc: 'Regular expression (RE2) that a string must match.' }),
    maxItems: opt(16, int64, { doc: 'Most items of a list.', pointer: true }),
    minItems: opt(17, int64, { doc: 'Fewest items of a list.', pointer: true }),
    uniqueItems: opt(18, bool, { doc: 'Not allowed to be true: x-kubernetes-list-type: set says it.' }),
    multipleOf: opt(19, double, { doc: 'What a number must be a multiple of.', pointer: true }),
    enum: opt(20, list(json), { doc: 'The values that are allowed.' }),
    maxProperties: opt(21, int64, { doc: 'Most entries of an object.', pointer: true }),
    minProperties: opt(22, int64, { doc: 'Fewest entries of an object.', pointer: true }),
    required: opt(23, list(string), { doc: 'Names of the entries that must be there.' }),
    items: opt(
      24,
      schemaOr('schemas', () => jsonSchemaProps),
      { doc: 'What the items of a list must be.', pointer: true },
    ),
    allOf: opt(25, list(lazy<unknown>(() => jsonSchemaProps)), { doc: 'All of these must hold.' }),
    oneOf: opt(26, list(lazy<unknown>(() => jsonSchemaProps)), { doc: 'Exactly one of these must hold.' }),
    anyOf: opt(27, list(lazy<unknown>(() => jsonSchemaProps)), { doc: 'At least one of these must hold.' }),
    not: opt(
      28,
      lazy<unknown>(() => jsonSchemaProps),
      { doc: 'This must not hold.', pointer: true },
    ),
    properties: opt(29, map(lazy<unknown>(() => jsonSchemaProps)), {
      doc: 'What the entries must be, by name.',
    }),
    additionalProperties: opt(
      30,
      schemaOr('bool', () => jsonSchemaProps),
      { doc: 'What all entries must be; excludes properties.', pointer: true },
    ),
    patternProperties: opt(31, map(lazy<unknown>(() => jsonSchemaProps)), { doc: 'Not allowed here.' }),
    dependencies: opt(32, map(schemaOr('strings', () => jsonSchemaProps)), { doc: 'Not allowed here.' }),
    additionalItems: opt(
      33,
      schemaOr('bool', () => jsonSchemaProps),
      { doc: 'Not allowed here.', pointer: true },
    ),
    definitions: opt(34, map(lazy<unknown>(() => jsonSchemaProps)), { doc: 'Not allowed here.' }),
    externalDocs: opt(35, externalDocumentation, { doc: 'Where more is written.', pointer: true }),
    example: opt(36, json, { doc: 'An example; changes nothing.', pointer: true }),
    nullable: opt(37, bool, { doc: 'True where null is allowed.' }),
    'x-kubernetes-preserve-unknown-fields': opt(38, bool, {
      doc: 'True to keep fields that the schema does not name.',
      pointer: true,
    }),
    'x-kubernetes-embedded-resource': opt(39, bool, {
      doc: 'True where the value is an object with apiVersion, kind and metadata.',
    }),
    'x-kubernetes-int-or-string': opt(40, bool, { doc: 'True where the value is a number or a string.' }),
    'x-kubernetes-list-map-keys': opt(41, list(string), {
      doc: 'Fields that together identify an item, where the list type is map.',
    }),
    'x-kubernetes-list-type': opt(42, string, {
      doc: 'atomic (the default), set or map: how lists are merged.',
      pointer: true,
    }),
    'x-kubernetes-map-type': opt(43, string, {
      doc: 'granular (the default) or atomic: how objects are merged.',
      pointer: true,
    }),
    'x-kubernetes-validations': opt(
      44,
      list(validationRule, { listType: 'map', keys: ['rule'], mergeKey: 'rule', patchStrategy: 'merge' }),
      { doc: 'What must hold besides, by CEL.' },
    ),
  },
  { doc: 'What a value must be, as OpenAPI 3.0 says it.' },
)
export type JSONSchemaProps = TypeOf<typeof jsonSchemaProps>

export const customResourceValidation = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceValidation',
  {
    openAPIV3Schema: opt(1, jsonSchemaProps, { doc: 'The schema.', pointer: true }),
  },
  { doc: 'What an object of a version must be.' },
)
export type CustomResourceValidation = TypeOf<typeof customResourceValidation>

export const customResourceSubresourceStatus = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceStatus',
  {},
  { doc: 'A status that is written apart; it has no settings.' },
)
export type CustomResourceSubresourceStatus = TypeOf<typeof customResourceSubresourceStatus>

export const customResourceSubresourceScale = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceScale',
  {
    specReplicasPath: req(1, string, {
      doc: 'Path of the wanted number, such as .spec.replicas.',
      empty: 'zero',
    }),
    statusReplicasPath: req(2, string, {
      doc: 'Path of the present number, such as .status.replicas.',
      empty: 'zero',
    }),
    labelSelectorPath: opt(3, string, {
      doc: 'Path of a label selector as text, such as .status.selector.',
      pointer: true,
    }),
  },
  { doc: 'Where the numbers of a scale subresource lie.' },
)
export type CustomResourceSubresourceScale = TypeOf<typeof customResourceSubresourceScale>

export const customResourceSubresources = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresources',
  {
    status: opt(1, customResourceSubresourceStatus, {
      doc: 'Write .status apart from the rest.',
      pointer: true,
    }),
    scale: opt(2, customResourceSubresourceScale, { doc: 'Have a scale subresource.', pointer: true }),
  },
  { doc: 'Subresources of a version.' },
)
export type CustomResourceSubresources = TypeOf<typeof customResourceSubresources>

export const customResourceColumnDefinition = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceColumnDefinition',
  {
    name: req(1, string, { doc: 'Heading of the column.', empty: 'zero' }),
    type: req(2, string, { doc: 'integer, number, string, boolean or date.', empty: 'zero' }),
    format: opt(3, string, { doc: 'Format of the type, as in OpenAPI.' }),
    description: opt(4, string, { doc: 'What the column shows.' }),
    priority: opt(5, int32, { doc: 'Columns above 0 are shown by kubectl get -o wide alone.' }),
    jsonPath: req(6, string, { doc: 'Path of the value, such as .spec.replicas.', empty: 'zero' }),
  },
  { doc: 'A column of tables.' },
)
export type CustomResourceColumnDefinition = TypeOf<typeof customResourceColumnDefinition>

export const selectableField = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.SelectableField',
  {
    jsonPath: req(1, string, { doc: 'Path of the field, such as .spec.color.', empty: 'zero' }),
  },
  { doc: 'A field by which objects can be selected.' },
)
export type SelectableField = TypeOf<typeof selectableField>

export const customResourceDefinitionVersion = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion',
  {
    name: req(1, string, { doc: 'Name of the version, such as v1 or v1beta1.', empty: 'zero' }),
    served: req(2, bool, { doc: 'True where it can be asked for.', empty: 'zero' }),
    storage: req(3, bool, { doc: 'True for the one version in which objects are stored.', empty: 'zero' }),
    deprecated: opt(7, bool, { doc: 'True to warn those who use it.' }),
    deprecationWarning: opt(8, string, { doc: 'What the warning says.', pointer: true }),
    schema: opt(4, customResourceValidation, { doc: 'What objects of it must be.', pointer: true }),
    subresources: opt(5, customResourceSubresources, { doc: 'Subresources that it has.', pointer: true }),
    additionalPrinterColumns: opt(6, list(customResourceColumnDefinition), {
      doc: 'Columns of tables; the age alone where empty.',
    }),
    selectableFields: opt(9, list(selectableField), {
      doc: 'Fields by which objects can be selected; at most 8.',
      gates: ['CustomResourceFieldSelectors'],
    }),
  },
  { doc: 'A version of a custom resource.' },
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
    clientConfig: opt(2, webhookClientConfig, { doc: 'How to reach it.', pointer: true }),
    conversionReviewVersions: req(3, list(string), {
      doc: 'Versions of ConversionReview that it takes, the preferred ones first.',
      empty: 'null',
    }),
  },
  { doc: 'A webhook that converts between versions.' },
)
export type WebhookConversion = TypeOf<typeof webhookConversion>

export const customResourceConversion = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceConversion',
  {
    strategy: req(1, string, { doc: 'None (only apiVersion changes) or Webhook.', empty: 'zero' }),
    webhook: opt(2, webhookConversion, { doc: 'The webhook, where strategy is Webhook.', pointer: true }),
  },
  { doc: 'How objects go from one version to another.' },
)
export type CustomResourceConversion = TypeOf<typeof customResourceConversion>

export const customResourceDefinitionSpec = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec',
  {
    group: req(1, string, { doc: 'Its group, such as example.com.', empty: 'zero' }),
    names: req(3, customResourceDefinitionNames, { doc: 'What it is called.', empty: 'zero' }),
    scope: req(4, string, { doc: 'Namespaced or Cluster.', empty: 'zero' }),
    versions: req(7, list(customResourceDefinitionVersion), { doc: 'Its versions.', empty: 'null' }),
    conversion: opt(9, customResourceConversion, {
      doc: 'How objects go from one version to another.',
      pointer: true,
    }),
    preserveUnknownFields: opt(10, bool, {
      doc: 'Must be false; the schema says what is kept.',
      deprecated: true,
    }),
  },
  { doc: 'A custom resource.' },
)
export type CustomResourceDefinitionSpec = TypeOf<typeof customResourceDefinitionSpec>

export const customResourceDefinitionCondition = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionCondition',
  {
    type: req(1, string, { doc: 'Type of the condition.', empty: 'zero' }),
    status: req(2, string, { doc: 'True, False or Unknown.', empty: 'zero' }),
    lastTransitionTime: opt(3, time, { empty: 'zero', doc: 'When the status last changed.' }),
    reason: opt(4, string, { doc: 'Why, in one word for machines.' }),
    message: opt(5, string, { doc: 'Why, for people.' }),
    observedGeneration: opt(6, int64, {
      doc: 'Generation that this is about.',
      gates: ['CRDObservedGenerationTracking'],
    }),
  },
  { doc: 'A fact about the object, and since when it holds.' },
)
export type CustomResourceDefinitionCondition = TypeOf<typeof customResourceDefinitionCondition>

export const customResourceDefinitionStatus = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionStatus',
  {
    conditions: opt(1, list(customResourceDefinitionCondition, { listType: 'map', keys: ['type'] }), {
      doc: 'Established, NamesAccepted and others.',
      empty: 'null',
    }),
    acceptedNames: opt(2, customResourceDefinitionNames, {
      doc: 'The names under which it is served.',
      empty: 'zero',
    }),
    storedVersions: opt(3, list(string), {
      doc: 'Versions in which objects were ever stored.',
      empty: 'null',
    }),
    observedGeneration: opt(4, int64, {
      doc: 'Generation that this is about.',
      gates: ['CRDObservedGenerationTracking'],
    }),
  },
  { doc: 'What became of a custom resource.' },
)
export type CustomResourceDefinitionStatus = TypeOf<typeof customResourceDefinitionStatus>

export const customResourceDefinition = object(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition',
  {
    kind: opt(0, string, { doc: 'What the object is, such as Pod.' }),
    apiVersion: opt(0, string, {
      doc: 'Version of the API in which the object is written, such as apps/v1.',
    }),
    metadata: opt(1, objectMeta, { doc: 'Name, labels and the like.', empty: 'zero' }),
    spec: req(2, customResourceDefinitionSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, customResourceDefinitionStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'A resource that users define.' },
)
export type CustomResourceDefinition = ObjectOf<typeof customResourceDefinition>
