// Binding a pod to a node: the scheduler's only write, so it does the least that is needed.
// Upstream: pkg/registry/core/pod/storage/storage.go BindingREST.
import { binding as bindingSchema } from '../../../api/core/binding/binding.schema.ts'
import { withPodCondition } from '../../../api/core/pod/pod.conditions.ts'
import type { Pod } from '../../../api/core/pod/pod.kind.ts'
import { validatePodBinding } from '../../../api/core/pod/pod-subresources.validation.ts'
import type { Kind } from '../../../machinery/kind.ts'
import type { TypeOf } from '../../../machinery/schema/schema.ts'
import {
  badRequest,
  conflict,
  invalid,
  notFound,
  optimisticLockMessage,
} from '../../../machinery/status-error.ts'
import type { Entry } from '../../cache/entry.ts'
import type { ApiRequest } from '../../request/api-request.ts'
import type { ServerResponse } from '../../request/exchange.ts'
import { type WriteOptions, writeOptions } from '../../request/options.ts'
import { successStatus } from '../../request/respond.ts'
import { answerValue } from '../answer-object.ts'
import type { Core } from '../core.ts'
import { decodeBody } from '../decode-body.ts'
import { asKube, keyOf, type WorkingObject } from '../object.ts'
import type { Resource } from '../resource.ts'
import { encodeFor, putObject } from '../store-write.ts'
import type { SubresourceHandler } from '../subresources.ts'
import { admitSubresource } from './admit-subresource.ts'

type Binding = TypeOf<typeof bindingSchema>

const body = { group: '', version: 'v1', kind: 'Binding', schema: bindingSchema }
const subject = { group: '', resource: 'pods/binding' }
const attempts = 5

export const bindingSubresource: SubresourceHandler = {
  create: (request, resource, core) => bind(request, resource, { core, name: request.info.name }),
}

/** POST to the bindings resource itself; the body names the pod. */
export function bindingReview(core: Core, pods: Resource) {
  return (request: ApiRequest, _kind: Kind) => bind(request, pods, { core, name: '' })
}

async function bind(
  request: ApiRequest,
  pods: Resource,
  context: { readonly core: Core; readonly name: string },
): Promise<ServerResponse> {
  const { core } = context
  const options = writeOptions(request, 'CreateOptions')
  const obj = await decodeBody(request, body, options.fieldValidation)
  const binding = obj as unknown as Binding
  const given = binding.metadata?.name ?? ''
  const name = context.name === '' ? given : context.name
  if (given !== '' && given !== name) throw badRequest('name in URL does not match name in Binding object')
  const faults = validatePodBinding(binding)
  if (faults.length > 0) throw invalid({ group: '', resource: 'Binding' }, name, faults)
  const { namespace } = request.info
  const posted = {
    resource: pods,
    subresource: 'binding',
    name,
    object: asKube(obj),
    dryRun: options.dryRun,
  }
  await admitSubresource(request, posted, core)
  await assign(keyOf(namespace, name), { binding, pods, core, options })
  return answerValue({ ...successStatus(undefined), code: 201 }, request, 201)
}

interface Assignment {
  readonly binding: Binding
  readonly pods: Resource
  readonly core: Core
  readonly options: WriteOptions
}

async function assign(key: string, assignment: Assignment): Promise<void> {
  const { pods, core, options } = assignment
  const name = key.slice(key.indexOf('/') + 1)
  for (let attempt = 1; attempt <= attempts; attempt++) {
    // Another server may have bound it, or made it anew.
    await core.feed.fresh()
    const old = pods.cache.get(key)
    if (old === undefined) throw notFound({ group: '', resource: 'pods' }, name)
    const next = assigned(old, name, assignment)
    if (options.dryRun) return
    const written = encodeFor(pods, next)
    if (
      (await putObject({ resource: pods, key, written, ttlSource: next, expected: old.revision }, core)) !==
      undefined
    )
      return
  }
  throw conflict(subject, name, optimisticLockMessage)
}

/** Upstream: setPodNodeAndMetadata. */
function assigned(old: Entry, name: string, { binding, pods, core }: Assignment): WorkingObject {
  const pod = pods.objectOf(old) as Pod
  checkAssignable(pod, name, binding)
  const next = pods.copyOf(old)
  const copy = next as unknown as { spec: { nodeName?: string }; status?: { conditions?: unknown } }
  copy.spec.nodeName = binding.target?.name ?? ''
  const scheduled = { type: 'PodScheduled', status: 'True', observedGeneration: pod.metadata.generation }
  const conditions = withPodCondition(pod.status?.conditions, scheduled as never, core.clock.now())
  copy.status = { ...copy.status, conditions }
  merge(next, binding, 'annotations')
  merge(next, binding, 'labels')
  return next
}

function checkAssignable(pod: Pod, name: string, binding: Binding): void {
  const { uid = '', resourceVersion = '' } = binding.metadata ?? {}
  if (uid !== '' && uid !== pod.metadata.uid) {
    throw conflict(
      subject,
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${pod.metadata.uid}`,
    )
  }
  if (resourceVersion !== '' && resourceVersion !== pod.metadata.resourceVersion) {
    throw conflict(
      subject,
      name,
      `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${pod.metadata.resourceVersion}`,
    )
  }
  if (pod.metadata.deletionTimestamp !== undefined) {
    throw conflict(subject, name, `pod ${name} is being deleted, cannot be assigned to a host`)
  }
  const node = pod.spec.nodeName ?? ''
  if (node !== '')
    throw conflict(subject, name, `pod ${name} is already assigned to node ${JSON.stringify(node)}`)
  if ((pod.spec.schedulingGates ?? []).length > 0) {
    throw conflict(subject, name, `pod ${name} has non-empty .spec.schedulingGates`)
  }
}

/** What the binding carries goes to the pod; labels that the pod has of its own stay. */
function merge(next: WorkingObject, binding: Binding, field: 'annotations' | 'labels'): void {
  const given = binding.metadata?.[field]
  if (given === undefined) return
  const own = next.metadata[field] ?? {}
  const merged = new Map([...Object.entries(own), ...Object.entries(given)])
  if (field === 'labels') for (const [key, value] of Object.entries(own)) merged.set(key, value)
  next.metadata[field] = Object.fromEntries(merged)
}
