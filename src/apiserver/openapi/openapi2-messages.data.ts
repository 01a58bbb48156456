// OpenAPI version 2 in protobuf: the messages, fields in the order of their numbers. Upstream: gnostic
// openapiv2/OpenAPIv2.proto.
import { type DocumentTable, isReference, keyOf } from './document-encoder.ts'

const securityTypes = [
  'BasicAuthenticationSecurity',
  'ApiKeySecurity',
  'Oauth2ImplicitSecurity',
  'Oauth2PasswordSecurity',
  'Oauth2ApplicationSecurity',
  'Oauth2AccessCodeSecurity',
]
const securityKinds = ['basic', 'apiKey', 'implicit', 'password', 'application', 'accessCode']
const places = ['header', 'formData', 'query', 'path']

const unions: DocumentTable['unions'] = {
  AdditionalPropertiesItem: { of: ['Schema', 'bool'], pick: (value) => (typeof value === 'boolean' ? 1 : 0) },
  NonBodyParameter: {
    of: [
      'HeaderParameterSubSchema',
      'FormDataParameterSubSchema',
      'QueryParameterSubSchema',
      'PathParameterSubSchema',
    ],
    pick: (value) => places.indexOf(keyOf(value, 'in')),
  },
  Parameter: {
    of: ['BodyParameter', 'NonBodyParameter'],
    pick: (value) => (keyOf(value, 'in') === 'body' ? 0 : 1),
  },
  ParametersItem: { of: ['Parameter', 'JsonReference'], pick: isReference },
  ResponseValue: { of: ['Response', 'JsonReference'], pick: isReference },
  SchemaItem: { of: ['Schema', 'FileSchema'], pick: (value) => (keyOf(value, 'type') === 'file' ? 1 : 0) },
  SecurityDefinitionsItem: {
    of: securityTypes,
    pick: (value) =>
      securityKinds.indexOf(keyOf(value, 'type') === 'oauth2' ? keyOf(value, 'flow') : keyOf(value, 'type')),
  },
}

const messages: DocumentTable['messages'] = {
  ApiKeySecurity: 'type:string name:string in:string description:string x-*:any',
  BasicAuthenticationSecurity: 'type:string description:string x-*:any',
  BodyParameter: 'description:string name:string in:string required:bool schema:Schema x-*:any',
  Contact: 'name:string url:string email:string x-*:any',
  Definitions: '*:Schema',
  Document: `
    swagger:string info:Info host:string basePath:string schemes:string[] consumes:string[]
    produces:string[] paths:Paths definitions:Definitions parameters:ParameterDefinitions
    responses:ResponseDefinitions security:SecurityRequirement[] securityDefinitions:SecurityDefinitions
    tags:Tag[] externalDocs:ExternalDocs x-*:any`,
  Examples: '*:any',
  ExternalDocs: 'description:string url:string x-*:any',
  FileSchema: `
    format:string title:string description:string default:any required:string[] type:string
    readOnly:bool externalDocs:ExternalDocs example:any x-*:any`,
  FormDataParameterSubSchema: `
    required:bool in:string description:string name:string allowEmptyValue:bool type:string
    format:string items:PrimitivesItems collectionFormat:string default:any maximum:double
    exclusiveMaximum:bool minimum:double exclusiveMinimum:bool maxLength:int64 minLength:int64
    pattern:string maxItems:int64 minItems:int64 uniqueItems:bool enum:any[] multipleOf:double x-*:any`,
  Header: `
    type:string format:string items:PrimitivesItems collectionFormat:string default:any maximum:double
    exclusiveMaximum:bool minimum:double exclusiveMinimum:bool maxLength:int64 minLength:int64
    pattern:string maxItems:int64 minItems:int64 uniqueItems:bool enum:any[] multipleOf:double
    description:string x-*:any`,
  HeaderParameterSubSchema: `
    required:bool in:string description:string name:string type:string format:string
    items:PrimitivesItems collectionFormat:string default:any maximum:double exclusiveMaximum:bool
    minimum:double exclusiveMinimum:bool maxLength:int64 minLength:int64 pattern:string maxItems:int64
    minItems:int64 uniqueItems:bool enum:any[] multipleOf:double x-*:any`,
  Headers: '*:Header',
  Info: `
    title:string version:string description:string termsOfService:string contact:Contact license:License
    x-*:any`,
  ItemsItem: '[]:Schema',
  JsonReference: '$ref:string description:string',
  License: 'name:string url:string x-*:any',
  Oauth2AccessCodeSecurity: `
    type:string flow:string scopes:Oauth2Scopes authorizationUrl:string tokenUrl:string
    description:string x-*:any`,
  Oauth2ApplicationSecurity: `
    type:string flow:string scopes:Oauth2Scopes tokenUrl:string description:string x-*:any`,
  Oauth2ImplicitSecurity: `
    type:string flow:string scopes:Oauth2Scopes authorizationUrl:string description:string x-*:any`,
  Oauth2PasswordSecurity: `
    type:string flow:string scopes:Oauth2Scopes tokenUrl:string description:string x-*:any`,
  Oauth2Scopes: '*:string',
  Operation: `
    tags:string[] summary:string description:string externalDocs:ExternalDocs operationId:string
    produces:string[] consumes:string[] parameters:ParametersItem[] responses:Responses schemes:string[]
    deprecated:bool security:SecurityRequirement[] x-*:any`,
  ParameterDefinitions: '*:Parameter',
  PathItem: `
    $ref:string get:Operation put:Operation post:Operation delete:Operation options:Operation
    head:Operation patch:Operation parameters:ParametersItem[] x-*:any`,
  PathParameterSubSchema: `
    required:bool in:string description:string name:string type:string format:string
    items:PrimitivesItems collectionFormat:string default:any maximum:double exclusiveMaximum:bool
    minimum:double exclusiveMinimum:bool maxLength:int64 minLength:int64 pattern:string maxItems:int64
    minItems:int64 uniqueItems:bool enum:any[] multipleOf:double x-*:any`,
  Paths: 'x-*:any *:PathItem',
  PrimitivesItems: `
    type:string format:string items:PrimitivesItems collectionFormat:string default:any maximum:double
    exclusiveMaximum:bool minimum:double exclusiveMinimum:bool maxLength:int64 minLength:int64
    pattern:string maxItems:int64 minItems:int64 uniqueItems:bool enum:any[] multipleOf:double x-*:any`,
  Properties: '*:Schema',
  QueryParameterSubSchema: `
    required:bool in:string description:string name:string allowEmptyValue:bool type:string
    format:string items:PrimitivesItems collectionFormat:string default:any maximum:double
    exclusiveMaximum:bool minimum:double exclusiveMinimum:bool maxLength:int64 minLength:int64
    pattern:string maxItems:int64 minItems:int64 uniqueItems:bool enum:any[] multipleOf:double x-*:any`,
  Response: 'description:string schema:SchemaItem headers:Headers examples:Examples x-*:any',
  ResponseDefinitions: '*:Response',
  Responses: '*:ResponseValue x-*:any',
  Schema: `
    $ref:string format:string title:string description:string default:any multipleOf:double
    maximum:double exclusiveMaximum:bool minimum:double exclusiveMinimum:bool maxLength:int64
    minLength:int64 pattern:string maxItems:int64 minItems:int64 uniqueItems:bool maxProperties:int64
    minProperties:int64 required:string[] enum:any[] additionalProperties:AdditionalPropertiesItem
    type:TypeItem items:ItemsItem allOf:Schema[] properties:Properties discriminator:string
    readOnly:bool xml:Xml externalDocs:ExternalDocs example:any x-*:any`,
  SecurityDefinitions: '*:SecurityDefinitionsItem',
  SecurityRequirement: '*:StringArray',
  StringArray: '[]:string',
  Tag: 'name:string description:string externalDocs:ExternalDocs x-*:any',
  TypeItem: '[]:string',
  Xml: 'name:string namespace:string prefix:string attribute:bool wrapped:bool x-*:any',
}

export const openApi2Table: DocumentTable = { messages, unions }
