// Endpoints (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { endpoints } from './endpoints.schema.ts'
export const Endpoints = defineKind({
  schema: endpoints,
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  scope: 'Namespaced',
  shortNames: ['ep'],
  storageVersionHash: 'fWeeMqaN/OA=',
})
export type Endpoints = Instance<typeof Endpoints>
