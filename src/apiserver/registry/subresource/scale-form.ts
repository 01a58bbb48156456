// Where a kind keeps what its scale shows: built-in workloads at one place, kinds that users define where they say.
// Upstream: apiextensions-apiserver pkg/registry/customresource/etcd.go scaleFromCustomResource.
import type { Scale } from '../../../api/autoscaling/scale/scale.v1.schema.ts'
import { getKey, isJsonObject, type JsonObject, setKey } from '../../../machinery/json-value.ts'
import type { Kind, KubeObject, ScalePaths } from '../../../machinery/kind.ts'
import { formatLabelSelector, formatSelector, selectorFromSet } from '../../../machinery/selectors/labels.ts'
import { internalError } from '../../../machinery/status-error.ts'

const workloadPaths: ScalePaths = {
  specReplicas: ['spec', 'replicas'],
  statusReplicas: ['status', 'replicas'],
}

export function scalePathsOf(kind: Kind): ScalePaths {
  return kind.custom?.scale ?? workloadPaths
}

/** The object's scale, without owners. */
export function scaleOf(obj: KubeObject, kind: Kind): Scale {
  const { name, namespace = '', uid, resourceVersion, creationTimestamp } = obj.metadata
  const paths = scalePathsOf(kind)
  const wanted = numberAt(obj, paths.specReplicas)
  if (wanted === undefined && kind.custom !== undefined) {
    const field = JSON.stringify(`.${paths.specReplicas.join('.')}`)
    throw internalError(`the spec replicas field ${field} does not exist`)
  }
  const selector = selectorOf(obj, kind)
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { ...((wanted ?? 0) !== 0 && { replicas: wanted }) },
    status: {
      replicas: numberAt(obj, paths.statusReplicas) ?? 0,
      ...(selector !== '' && { selector }),
    },
  }
}

/** Writes the replicas of a scale into an object that the caller owns. */
export function setReplicas(obj: object, kind: Kind, replicas: number): void {
  const path = scalePathsOf(kind).specReplicas
  let current = obj as JsonObject
  for (const name of path.slice(0, -1)) {
    const inner = getKey(current, name)
    const own: JsonObject = isJsonObject(inner) ? { ...inner } : {}
    setKey(current, name, own)
    current = own
  }
  setKey(current, path.at(-1) ?? '', replicas)
}

function valueAt(obj: unknown, path: readonly string[]): unknown {
  let current = obj
  for (const name of path) current = isJsonObject(current) ? getKey(current, name) : undefined
  return current
}

function numberAt(obj: KubeObject, path: readonly string[]): number | undefined {
  const value = valueAt(obj, path)
  return typeof value === 'number' ? value : undefined
}

function selectorOf(obj: KubeObject, kind: Kind): string {
  if (kind.custom !== undefined) {
    const text = valueAt(obj, kind.custom.scale?.labelSelector ?? [''])
    return typeof text === 'string' ? text : ''
  }
  const selector = valueAt(obj, ['spec', 'selector'])
  if (selector === undefined) return ''
  if (kind.kind === 'ReplicationController')
    return formatSelector(selectorFromSet(selector as Record<string, string>))
  return formatLabelSelector(selector as Parameters<typeof formatLabelSelector>[0])
}
