// A kind for tests of server-side apply: every list and map type, nesting, a key with a default.
import { decode } from '../schema/decode.ts'
import {
  bool,
  int32,
  json,
  list,
  type Mutable,
  map,
  object,
  opt,
  req,
  string,
  type TypeOf,
  time,
} from '../schema/schema.ts'
import type { ManagedFieldsEntry } from './managers.ts'

const port = object('x.v1.Port', {
  containerPort: req(1, int32, { empty: 'zero' }),
  protocol: opt(2, string, { default: 'TCP' }),
  name: opt(3, string),
})
const container = object('x.v1.Container', {
  name: req(1, string, { empty: 'zero' }),
  image: opt(2, string),
  args: opt(3, list(string)),
  ports: opt(4, list(port, { listType: 'map', keys: ['containerPort', 'protocol'] })),
  tty: opt(5, bool),
})
const selector = object('x.v1.Selector', { matchLabels: opt(1, map(string)) }, { structType: 'atomic' })
const spec = object('x.v1.Spec', {
  replicas: opt(1, int32, { pointer: true }),
  paused: opt(2, bool),
  selector: opt(3, selector, { pointer: true }),
  containers: opt(4, list(container, { listType: 'map', keys: ['name'] })),
  finalizers: opt(5, list(string, { listType: 'set' })),
  nodeSelector: opt(6, map(string, { mapType: 'atomic' })),
  limits: opt(7, map(string)),
  strategy: opt(
    8,
    object('x.v1.Strategy', { type: opt(1, string), rolling: opt(2, map(string), { pointer: true }) }),
    { empty: 'zero' },
  ),
  data: opt(9, json),
})
const metadata = object('x.v1.ObjectMeta', {
  name: opt(1, string),
  namespace: opt(2, string),
  uid: opt(3, string),
  resourceVersion: opt(4, string),
  generation: opt(5, int32),
  creationTimestamp: opt(6, time),
  labels: opt(7, map(string)),
  annotations: opt(8, map(string)),
  managedFields: opt(9, list(json)),
})

export const widget = object('x.v1.Widget', {
  apiVersion: opt(1, string),
  kind: opt(2, string),
  metadata: opt(3, metadata, { empty: 'zero' }),
  spec: opt(4, spec, { empty: 'zero' }),
  status: opt(5, object('x.v1.Status', { ready: opt(1, int32) }), { empty: 'zero' }),
})

type Plain = Mutable<TypeOf<typeof widget>>

/** A widget with its metadata, owners included. */
export type Widget = Omit<Plain, 'metadata'> & {
  metadata: Omit<NonNullable<Plain['metadata']>, 'managedFields'> & { managedFields?: ManagedFieldsEntry[] }
}

/** The object as the server would store it. */
export function stored(obj: object): Widget {
  return decode<Widget>(widget, structuredClone(obj)).value
}

export const context = { schema: widget, apiVersion: 'x/v1', time: '2026-01-01T00:00:00Z' }
