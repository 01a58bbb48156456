// A kind made from one version of a definition: everything generic is derived from it, as from a built-in one.
import { createHash } from 'node:crypto'
import { applySchemaOf } from '../../api/apiextensions/structural/apply-schema.ts'
import { applyDefaults } from '../../api/apiextensions/structural/defaults.ts'
import { splitPath } from '../../api/apiextensions/structural/field-path.ts'
import type { Kind, KubeObject, ScalePaths, Subresource } from '../../machinery/kind.ts'
import type { ObjectSchema } from '../../machinery/schema/schema.ts'
import { compareVersions } from '../discovery/api-resources.ts'
import { customColumns } from './custom-columns.ts'
import type { CustomDefinition, CustomVersion } from './custom-definition.ts'
import { customOpenApi } from './custom-openapi.ts'
import { customStrategy } from './custom-strategy.ts'
import {
  type CustomRules,
  validateCustom,
  validateCustomStatus,
  validateCustomUpdate,
} from './custom-validation.ts'
import { readCustom } from './read-custom.ts'
import { valueAt } from './value-at.ts'

const objectVerbs = ['get', 'patch', 'update'] as const

export function customKind(definition: CustomDefinition, version: CustomVersion): Kind {
  const { group, names, scope } = definition
  const { schema } = version
  const scale = scalePaths(version)
  const rules: CustomRules = { schema, scale }
  const selectors = selectorPaths(version)
  return {
    group,
    version: version.name,
    apiVersion: `${group}/${version.name}`,
    kind: names.kind,
    listKind: names.listKind ?? `${names.kind}List`,
    plural: names.plural,
    singular: names.singular ?? '',
    scope,
    ...(names.shortNames && { shortNames: names.shortNames }),
    ...(names.categories && { categories: names.categories }),
    ...storageVersionHash(definition),
    subresources: subresourcesOf(definition, version),
    schema: schemaOf(definition, version),
    default: (obj) => applyDefaults(obj, schema),
    strategy: customStrategy(version.subresources?.status !== undefined),
    validateCreate: (obj) => validateCustom(obj, rules),
    validateUpdate: (next, old, options) => validateCustomUpdate(next, { old, ...options }, rules),
    validateStatusUpdate: (next, old, options) => validateCustomStatus(next, { old, ...options }, rules),
    columns: customColumns(version.additionalPrinterColumns ?? []),
    fieldSelectors: [...selectors.keys()],
    selectableFields: (obj) => selectableValues(obj, selectors),
    custom: {
      openApi: (dialect, meta) => customOpenApi(schema, { version: dialect, meta }),
      ...(scale && { scale }),
      warnings: warningsOf(definition, version),
      terminating: definition.terminating,
    },
  }
}

/** Tells clients that the storage version changed. Upstream: discovery.StorageVersionHash; none where it is not served. */
function storageVersionHash({ group, names, versions }: CustomDefinition): { storageVersionHash?: string } {
  const stored = versions.find(({ storage, served }) => storage && served)
  if (stored === undefined) return {}
  const digest = createHash('sha256').update(`${group}/${stored.name}/${names.kind}`).digest()
  return { storageVersionHash: digest.subarray(0, 8).toString('base64') }
}

/** `com.example.stable.v1.CronTab`: the group the other way round, as upstream names definitions. */
function schemaOf(definition: CustomDefinition, { name: version, schema }: CustomVersion): ObjectSchema {
  const domain = definition.group.split('.').reverse().join('.')
  const name = `${domain}.${version}.${definition.names.kind}`
  return {
    ...applySchemaOf(schema, name),
    read: (value, unknown) => readCustom(value, unknown, { schema, dropMalformed: false }),
  }
}

function subresourcesOf({ names }: CustomDefinition, version: CustomVersion): readonly Subresource[] {
  const { status, scale } = version.subresources ?? {}
  const found: Subresource[] = []
  if (status !== undefined) found.push({ name: 'status', kind: names.kind, verbs: objectVerbs })
  if (scale !== undefined)
    found.push({ name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: objectVerbs })
  return found
}

function scalePaths({ subresources }: CustomVersion): ScalePaths | undefined {
  const scale = subresources?.scale
  if (scale === undefined) return undefined
  const { labelSelectorPath = '' } = scale
  return {
    specReplicas: fieldNames(scale.specReplicasPath),
    statusReplicas: fieldNames(scale.statusReplicasPath),
    ...(labelSelectorPath !== '' && { labelSelector: fieldNames(labelSelectorPath) }),
  }
}

/** Upstream splits at dots and nothing else. */
function fieldNames(path: string): readonly string[] {
  return path.slice(1).split('.')
}

/** By the name that clients give: the path without its first dot. */
function selectorPaths({ selectableFields = [] }: CustomVersion): ReadonlyMap<string, readonly string[]> {
  return new Map(selectableFields.map(({ jsonPath }) => [jsonPath.replace(/^\./, ''), splitPath(jsonPath)]))
}

function selectableValues(
  obj: KubeObject,
  paths: ReadonlyMap<string, readonly string[]>,
): Readonly<Record<string, string>> {
  const values = [...paths].map(([name, path]) => {
    const value = valueAt(obj, path)
    return [name, value === undefined || value === null || typeof value === 'object' ? '' : String(value)]
  })
  return Object.fromEntries(values)
}

/** Upstream: customresource_handler.go, defaultDeprecationWarning. */
function warningsOf(definition: CustomDefinition, version: CustomVersion): readonly string[] {
  if (version.deprecated !== true) return []
  if (version.deprecationWarning !== undefined) return [version.deprecationWarning]
  const { group, names } = definition
  const text = `${group}/${version.name} ${names.kind} is deprecated`
  const [newest] = definition.versions
    .filter((other) => other.served && other.deprecated !== true)
    .filter((other) => compareVersions(other.name, version.name) > 0)
    .sort((left, right) => compareVersions(right.name, left.name))
  return [newest === undefined ? text : `${text}; use ${group}/${newest.name} ${names.kind}`]
}
