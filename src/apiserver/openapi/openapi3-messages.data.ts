// OpenAPI version 3 in protobuf: the messages, fields in the order of their numbers. Upstream: gnostic
// openapiv3/OpenAPIv3.proto.
import { type DocumentTable, isReference } from './document-encoder.ts'

const referable = [
  'Callback',
  'Example',
  'Header',
  'Link',
  'Parameter',
  'RequestBody',
  'Response',
  'Schema',
  'SecurityScheme',
]
const scalars = ['number', 'boolean', 'string']

const unions: DocumentTable['unions'] = {
  AdditionalPropertiesItem: {
    of: ['SchemaOrReference', 'bool'],
    pick: (value) => (typeof value === 'boolean' ? 1 : 0),
  },
  AnyOrExpression: { of: ['any'], pick: () => 0 },
  // Defaults that are objects or lists have no form there: the field is there, and empty.
  DefaultType: { of: ['double', 'bool', 'string'], pick: (value) => scalars.indexOf(typeof value) },
  ...Object.fromEntries(
    referable.map((name) => [`${name}OrReference`, { of: [name, 'Reference'], pick: isReference }]),
  ),
}

const messages: DocumentTable['messages'] = {
  Callback: '*:PathItem x-*:any',
  CallbacksOrReferences: '*:CallbackOrReference',
  Components: `
    schemas:SchemasOrReferences responses:ResponsesOrReferences parameters:ParametersOrReferences
    examples:ExamplesOrReferences requestBodies:RequestBodiesOrReferences headers:HeadersOrReferences
    securitySchemes:SecuritySchemesOrReferences links:LinksOrReferences callbacks:CallbacksOrReferences
    x-*:any`,
  Contact: 'name:string url:string email:string x-*:any',
  Discriminator: 'propertyName:string mapping:Strings x-*:any',
  Document: `
    openapi:string info:Info servers:Server[] paths:Paths components:Components
    security:SecurityRequirement[] tags:Tag[] externalDocs:ExternalDocs x-*:any`,
  Encoding: `
    contentType:string headers:HeadersOrReferences style:string explode:bool allowReserved:bool x-*:any`,
  Encodings: '*:Encoding',
  Example: 'summary:string description:string value:any externalValue:string x-*:any',
  ExamplesOrReferences: '*:ExampleOrReference',
  Expression: '*:any',
  ExternalDocs: 'description:string url:string x-*:any',
  Header: `
    description:string required:bool deprecated:bool allowEmptyValue:bool style:string explode:bool
    allowReserved:bool schema:SchemaOrReference example:any examples:ExamplesOrReferences
    content:MediaTypes x-*:any`,
  HeadersOrReferences: '*:HeaderOrReference',
  Info: `
    title:string description:string termsOfService:string contact:Contact license:License version:string
    x-*:any summary:string`,
  ItemsItem: '[]:SchemaOrReference',
  License: 'name:string url:string x-*:any',
  Link: `
    operationRef:string operationId:string parameters:AnyOrExpression requestBody:AnyOrExpression
    description:string server:Server x-*:any`,
  LinksOrReferences: '*:LinkOrReference',
  MediaType: `
    schema:SchemaOrReference example:any examples:ExamplesOrReferences encoding:Encodings x-*:any`,
  MediaTypes: '*:MediaType',
  OauthFlow: 'authorizationUrl:string tokenUrl:string refreshUrl:string scopes:Strings x-*:any',
  OauthFlows: `
    implicit:OauthFlow password:OauthFlow clientCredentials:OauthFlow authorizationCode:OauthFlow
    x-*:any`,
  Operation: `
    tags:string[] summary:string description:string externalDocs:ExternalDocs operationId:string
    parameters:ParameterOrReference[] requestBody:RequestBodyOrReference responses:Responses
    callbacks:CallbacksOrReferences deprecated:bool security:SecurityRequirement[] servers:Server[]
    x-*:any`,
  Parameter: `
    name:string in:string description:string required:bool deprecated:bool allowEmptyValue:bool
    style:string explode:bool allowReserved:bool schema:SchemaOrReference example:any
    examples:ExamplesOrReferences content:MediaTypes x-*:any`,
  ParametersOrReferences: '*:ParameterOrReference',
  PathItem: `
    $ref:string summary:string description:string get:Operation put:Operation post:Operation
    delete:Operation options:Operation head:Operation patch:Operation trace:Operation servers:Server[]
    parameters:ParameterOrReference[] x-*:any`,
  Paths: '*:PathItem x-*:any',
  Properties: '*:SchemaOrReference',
  Reference: '$ref:string summary:string description:string',
  RequestBodiesOrReferences: '*:RequestBodyOrReference',
  RequestBody: 'description:string content:MediaTypes required:bool x-*:any',
  Response: `
    description:string headers:HeadersOrReferences content:MediaTypes links:LinksOrReferences x-*:any`,
  Responses: 'default:ResponseOrReference *:ResponseOrReference x-*:any',
  ResponsesOrReferences: '*:ResponseOrReference',
  Schema: `
    nullable:bool discriminator:Discriminator readOnly:bool writeOnly:bool xml:Xml
    externalDocs:ExternalDocs example:any deprecated:bool title:string multipleOf:double maximum:double
    exclusiveMaximum:bool minimum:double exclusiveMinimum:bool maxLength:int64 minLength:int64
    pattern:string maxItems:int64 minItems:int64 uniqueItems:bool maxProperties:int64
    minProperties:int64 required:string[] enum:any[] type:string allOf:SchemaOrReference[]
    oneOf:SchemaOrReference[] anyOf:SchemaOrReference[] not:Schema items:ItemsItem properties:Properties
    additionalProperties:AdditionalPropertiesItem default:DefaultType description:string format:string
    x-*:any`,
  SchemasOrReferences: '*:SchemaOrReference',
  SecurityRequirement: '*:StringArray',
  SecurityScheme: `
    type:string description:string name:string in:string scheme:string bearerFormat:string
    flows:OauthFlows openIdConnectUrl:string x-*:any`,
  SecuritySchemesOrReferences: '*:SecuritySchemeOrReference',
  Server: 'url:string description:string variables:ServerVariables x-*:any',
  ServerVariable: 'enum:string[] default:string description:string x-*:any',
  ServerVariables: '*:ServerVariable',
  StringArray: '[]:string',
  Strings: '*:string',
  Tag: 'name:string description:string externalDocs:ExternalDocs x-*:any',
  Xml: 'name:string namespace:string prefix:string attribute:bool wrapped:bool x-*:any',
}

export const openApi3Table: DocumentTable = { messages, unions }
