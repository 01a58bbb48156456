// Definitions of kinds for tests: upstream's CronTab example with a field for each thing that schemas can say.
import assert from 'node:assert/strict'
import type { Call } from './api-calls.ts'

export interface VersionOptions {
  readonly name: string
  readonly storage?: boolean
  readonly schema: object
  readonly [more: string]: unknown
}

const spec = {
  type: 'object',
  required: ['cronSpec'],
  properties: {
    cronSpec: { type: 'string', description: 'When it runs, in five fields.' },
    image: { type: 'string', default: 'default-image' },
    replicas: { type: 'integer', minimum: 1, maximum: 10 },
    policy: { type: 'string', enum: ['Allow', 'Forbid'] },
    tag: { type: 'string', pattern: '^[a-z]+$' },
    serial: { type: 'integer', format: 'int64' },
    size: { 'x-kubernetes-int-or-string': true },
    ports: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['port'],
      items: {
        type: 'object',
        required: ['port'],
        properties: { port: { type: 'integer' }, name: { type: 'string' } },
      },
    },
    template: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  },
}

const status = {
  type: 'object',
  properties: {
    replicas: { type: 'integer' },
    labelSelector: { type: 'string' },
    conditions: {
      type: 'array',
      items: { type: 'object', properties: { type: { type: 'string' }, status: { type: 'string' } } },
    },
  },
}

export const cronTabs: VersionOptions = {
  name: 'v1',
  storage: true,
  schema: { openAPIV3Schema: { type: 'object', properties: { spec, status } } },
  subresources: {
    status: {},
    scale: {
      specReplicasPath: '.spec.replicas',
      statusReplicasPath: '.status.replicas',
      labelSelectorPath: '.status.labelSelector',
    },
  },
  additionalPrinterColumns: [
    { name: 'Spec', type: 'string', jsonPath: '.spec.cronSpec' },
    { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  selectableFields: [{ jsonPath: '.spec.policy' }],
}

/** A definition of CronTabs in a group; `more` is put into its names and spec. */
export function definition(group: string, versions: readonly VersionOptions[], more: object = {}) {
  const { plural = 'crontabs', ...rest } = more as { plural?: string }
  const names = { plural, kind: 'CronTab', shortNames: ['ct'], categories: ['all'], ...rest }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: plural === 'crontabs' ? names : { ...names, shortNames: [] },
      versions: versions.map((version) => ({ served: true, storage: true, ...structuredClone(version) })),
    },
  }
}

export const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

/** Makes kinds of groups `NAME.test.example.com` and gives the path of their objects in the default namespace. */
export function definer(call: () => Call) {
  return async (name: string, versions: readonly VersionOptions[] = [cronTabs], more: object = {}) => {
    const crd = definition(`${name}.test.example.com`, versions, more)
    const answer = await call()('POST', definitions, crd)
    assert.equal(answer.status, 201, answer.text)
    const first = versions[0]?.name ?? 'v1'
    const root = `/apis/${name}.test.example.com/${first}`
    return { root, path: `${root}/namespaces/default/crontabs`, name: crd.metadata.name, crd: answer.body }
  }
}

export const cron = (
  name: string,
  spec: object = { cronSpec: '* * * * *', replicas: 2 },
  more: object = {},
) => ({ metadata: { name }, spec, ...more })
