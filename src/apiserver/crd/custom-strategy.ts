// What the server does to custom resources on writes. Upstream: apiextensions-apiserver
// pkg/registry/customresource/strategy.go, status_strategy.go.
import { equalJson } from '../../machinery/json-value.ts'
import type { KubeObject, Strategy } from '../../machinery/kind.ts'
import type { Mutable } from '../../machinery/schema/schema.ts'

type Working = Mutable<KubeObject> & { status?: unknown }

export function customStrategy(hasStatus: boolean): Strategy<KubeObject> {
  return {
    allowUnconditionalUpdate: false,
    prepareForCreate(next) {
      if (hasStatus) delete (next as Working).status
      next.metadata.generation = 1
    },
    prepareForUpdate(next, old) {
      if (hasStatus) keepStatus(next, old)
      if (!equalJson(content(next), content(old)))
        next.metadata.generation = (old.metadata.generation ?? 0) + 1
    },
    prepareForStatusUpdate,
    warnings: finalizerWarnings,
  }
}

function keepStatus(next: Working, old: KubeObject): void {
  const before = old as KubeObject & { readonly status?: unknown }
  if (Object.hasOwn(before, 'status')) next.status = before.status
  else delete next.status
}

function content(obj: KubeObject): object {
  const { metadata: _metadata, ...rest } = obj
  return rest
}

/** Nothing but the status is taken over, and who owns it. */
function prepareForStatusUpdate(next: Mutable<KubeObject>, old: KubeObject): void {
  const working = next as Working & Record<string, unknown>
  const { resourceVersion, managedFields } = next.metadata
  for (const key of Object.keys(working)) {
    if (key !== 'status' && key !== 'metadata' && !Object.hasOwn(old, key)) delete working[key]
  }
  for (const [key, value] of Object.entries(old)) {
    if (key !== 'status' && key !== 'metadata') working[key] = value
  }
  const { managedFields: _fields, ...rest } = old.metadata
  next.metadata = { ...rest, resourceVersion } as Mutable<KubeObject>['metadata']
  if (managedFields !== undefined) next.metadata.managedFields = managedFields
}

function finalizerWarnings(next: KubeObject, old: KubeObject | undefined): readonly string[] {
  const before = new Set(old?.metadata.finalizers ?? [])
  return (next.metadata.finalizers ?? [])
    .filter((name) => !before.has(name) && !name.includes('/'))
    .sort()
    .map(
      (name) =>
        `metadata.finalizers: ${JSON.stringify(name)}: prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers`,
    )
}
