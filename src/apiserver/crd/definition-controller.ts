// What comes to definitions from elsewhere: names that others have given up, and the end of those that are deleted, whose
// objects go first. Upstream: apiextensions-apiserver pkg/controller/status/naming_controller.go,
// pkg/controller/finalizer/crd_finalizer.go.
import {
  cleanupFinalizer,
  isTrue,
  settledStatus,
  withCondition,
} from '../../api/apiextensions/custom-resource-definition/custom-resource-definition.conditions.ts'
import type { CustomResourceDefinition } from '../../api/apiextensions/custom-resource-definition/custom-resource-definition.kind.ts'
import { isAbort, onAbort } from '../../base/abort.ts'
import type { Timer } from '../../base/clock.ts'
import { equalJson } from '../../machinery/json-value.ts'
import { timeText } from '../../machinery/meta/time.ts'
import type { Mutable } from '../../machinery/schema/schema.ts'
import { isNotFound } from '../../machinery/status-error.ts'
import type { CacheEvent } from '../cache/cache-event.ts'
import type { Core } from '../registry/core.ts'
import { removeObject } from '../registry/delete.ts'
import { serverOptions, serverRequest } from '../registry/internal-writes.ts'
import type { WorkingObject } from '../registry/object.ts'
import type { Resource } from '../registry/resource.ts'
import { changeObject, mainMode, statusMode, type UpdateMode } from '../registry/update.ts'
import type { CustomResources } from './custom-resources.ts'
import { othersOf } from './definition-status.ts'

type Definition = Mutable<CustomResourceDefinition>

const lookAgainMs = 1000

interface Context {
  readonly core: Core
  readonly custom: CustomResources
  readonly definitions: Resource
  readonly signal: AbortSignal
}

/** Keeps definitions in order until the signal aborts. */
export async function runDefinitions(
  core: Core,
  custom: CustomResources,
  signal: AbortSignal,
): Promise<void> {
  const { definitions } = custom
  if (definitions === undefined) return
  const queue = new Set<string>()
  const later = new Map<string, Timer>()
  let wake = () => {}
  const add = (name: string) => {
    queue.add(name)
    wake()
  }
  using _listener = definitions.cache.listen((event) => enqueue(event, definitions, add))
  using _abort = onAbort(signal, () => wake())
  for (const { key } of definitions.cache.entries()) queue.add(key)
  while (!signal.aborted) {
    const [name] = queue
    if (name === undefined) {
      await new Promise<void>((resolve) => (wake = resolve))
      continue
    }
    queue.delete(name)
    const again = await settle(name, { core, custom, definitions, signal }).catch((error: unknown) => {
      if (!isAbort(error, signal))
        core.log.warn('custom resource definition not settled', { name, err: error })
      return true
    })
    later.get(name)?.cancel()
    if (again)
      later.set(
        name,
        core.clock.after(lookAgainMs, () => add(name)),
      )
    else later.delete(name)
  }
  for (const timer of later.values()) timer.cancel()
}

/** The definition itself, and those that wait for names that it may have given up. */
function enqueue(event: CacheEvent, definitions: Resource, add: (name: string) => void): void {
  const { entry, previous, key } = event
  if (entry !== undefined) add(key)
  const now = entry && (definitions.objectOf(entry) as CustomResourceDefinition)
  const before = previous && (definitions.objectOf(previous) as CustomResourceDefinition)
  if (before === undefined || equalJson(now?.status?.acceptedNames, before.status?.acceptedNames)) return
  for (const other of othersOf(before, definitions)) add(other.metadata.name)
}

/** True where it has to be looked at again. */
async function settle(name: string, context: Context): Promise<boolean> {
  const { definitions, core } = context
  const entry = definitions.cache.get(name)
  if (entry === undefined) return false
  const crd = definitions.objectOf(entry) as CustomResourceDefinition
  if (crd.metadata.deletionTimestamp !== undefined) return finish(crd, context)
  const now = timeText(core.clock.now())
  const status = settledStatus(crd, { others: othersOf(crd, definitions), now })
  // The write settles it: nothing has to be changed by hand.
  if (status !== crd.status) await write(name, { ...context, mode: statusMode, change: () => {} })
  return false
}

/** A definition that is being deleted: first its objects, then itself. */
async function finish(crd: CustomResourceDefinition, context: Context): Promise<boolean> {
  const { name, finalizers = [] } = crd.metadata
  if (!finalizers.includes(cleanupFinalizer)) return false
  const left = isTrue(crd, 'Established') ? await deleteInstances(name, context) : 0
  if (left > 0) {
    await reportProgress(name, context)
    return true
  }
  await write(name, {
    ...context,
    mode: mainMode,
    change(next) {
      next.metadata.finalizers = (next.metadata.finalizers ?? []).filter(
        (finalizer) => finalizer !== cleanupFinalizer,
      )
    },
  })
  return false
}

/** How many are still there. */
async function deleteInstances(name: string, context: Context): Promise<number> {
  const { core, custom, signal } = context
  const place = custom.of(name)
  if (place?.resource === undefined) return 0
  const { resource, cache } = place
  const request = serverRequest({ kind: resource.kind, name: '', body: {} }, signal)
  const options = { dryRun: false, propagationPolicy: 'Background' } as const
  for (const { key } of cache.entries()) {
    try {
      await removeObject(key, { request, resource, options, admitted: true }, core)
    } catch (error) {
      // Somebody else was quicker.
      if (!isNotFound(error)) throw error
    }
  }
  return cache.size
}

function reportProgress(name: string, context: Context): Promise<void> {
  const now = timeText(context.core.clock.now())
  return write(name, {
    ...context,
    mode: statusMode,
    change(next) {
      const conditions = withCondition(
        next.status?.conditions ?? [],
        {
          type: 'Terminating',
          status: 'True',
          reason: 'InstanceDeletionInProgress',
          message: 'CustomResource deletion is in progress',
        },
        now,
      )
      next.status = { ...next.status, conditions } as Definition['status']
    },
  })
}

interface Write extends Context {
  readonly mode: UpdateMode
  change(next: Definition): void
}

async function write(name: string, { core, definitions, signal, mode, change }: Write): Promise<void> {
  const request = serverRequest({ kind: definitions.kind, name, body: {} }, signal)
  try {
    await changeObject(
      {
        request,
        resource: definitions,
        options: serverOptions,
        mode,
        name,
        propose(old) {
          const obj: WorkingObject = definitions.copyOf(old)
          change(obj as unknown as Definition)
          return { obj }
        },
      },
      core,
    )
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}
