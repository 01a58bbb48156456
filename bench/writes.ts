// What do writes cost over a bare Node handler that parses the body, stamps an object of the same size and commits it to
// LMDB? POST, PUT, PATCH of the status, server-side apply and DELETE of pods; JSON and protobuf, HTTP/1.1 and HTTP/2, 1 and 32
// connections. The bare handler takes and gives JSON always; patches are JSON always, and only answered in protobuf.
//
//   node bench/writes.ts [all] [POST|PUT|PATCH|APPLY|DELETE]
import { Pod } from '../src/api/core/pod/pod.kind.ts'
import { envelopeParts } from '../src/machinery/protobuf/envelope.ts'
import { writeProtobuf } from '../src/machinery/protobuf/kube-codec.ts'
import { startBareServer } from './apiserver/bare-server.ts'
import { acceptOf, compare, Load, nameOfVariant, type Variant, variants } from './apiserver/compare.ts'
import { type Job, nameOf, nameToken, stampToken } from './apiserver/load.ts'
import { podOf, podsPath, runningStatus } from './apiserver/pods.ts'
import { startBenchServer } from './apiserver/server.ts'

const all = process.argv.includes('all')
const only = process.argv.slice(2).find((argument) => argument !== 'all') ?? ''
const seconds = 0.8
/** Objects that updates go round; each connection has its own. */
const updated = 256
const deleted = 600

await using bench = await startBenchServer()
await using bare = await startBareServer(bench)
using load = new Load()
await bench.addNamespace('default')

const pods = podsPath('default')
const one = `${pods}/${nameToken}`
let nextName = 0

/** Without the token's volume, which has a name of its own in every pod. */
function updatable(name: string): object {
  const pod = podOf(name)
  return { ...pod, spec: { ...pod.spec, automountServiceAccountToken: false } }
}

/** Pods whose names follow one another; returns the number of the first. */
async function addPods(count: number): Promise<number> {
  const first = nextName
  nextName += count
  const names = Array.from({ length: count }, (_, i) => nameOf(first + i))
  await Promise.all(names.map((name) => bench.admin('POST', pods, { body: updatable(name) })))
  return first
}

const jsonText = (value: object) => Buffer.from(JSON.stringify(value)).toString('latin1')

function protobufText(value: object): string {
  const message = writeProtobuf(Pod.schema, value)
  const { head, tail } = envelopeParts({ apiVersion: 'v1', kind: 'Pod' }, message.length)
  return Buffer.concat([head, message, tail]).toString('latin1')
}

const text = { json: jsonText, protobuf: protobufText }
const updatedFrom = await addPods(updated)
const stored = JSON.parse((await bench.admin('GET', `${pods}/${nameOf(updatedFrom)}`)).toString())
bare.complete = stored
const { resourceVersion: _, uid: __, ...storedMeta } = stored.metadata
const changed = {
  ...stored,
  metadata: {
    ...storedMeta,
    name: nameToken,
    annotations: { ...stored.metadata.annotations, stamp: stampToken },
  },
}

interface Question {
  readonly name: string
  readonly method: string
  readonly target: string
  readonly body?: object
  /** Of the body, where it is not the variant's. */
  readonly type?: string
  readonly over: 'new' | 'updated' | 'deleted'
}

const questions: readonly Question[] = [
  { name: 'POST', method: 'POST', target: pods, body: podOf(nameToken), over: 'new' },
  { name: 'PUT', method: 'PUT', target: one, body: changed, over: 'updated' },
  {
    name: 'PATCH of status',
    method: 'PATCH',
    target: `${one}/status`,
    body: { status: runningStatus(stampToken) },
    type: 'application/strategic-merge-patch+json',
    over: 'updated',
  },
  {
    name: 'APPLY',
    method: 'PATCH',
    target: `${one}?fieldManager=bench&force=true`,
    body: podOf(nameToken, { app: 'bench', stamp: stampToken }),
    type: 'application/apply-patch+yaml',
    over: 'updated',
  },
  { name: 'DELETE', method: 'DELETE', target: `${one}?gracePeriodSeconds=0`, over: 'deleted' },
]

function jobOf(question: Question, variant: Variant, firstName: number): Omit<Job, 'port'> {
  const { method, target, body, type, over } = question
  const media = type === undefined ? variant.media : 'json'
  return {
    http: variant.http,
    connections: variant.connections,
    method,
    target,
    headers: { accept: acceptOf[variant.media], 'content-type': type ?? acceptOf[media] },
    ...(body && { body: text[media](body) }),
    firstName,
    ...(over === 'updated' && { names: updated }),
    ...(over === 'deleted' ? { requests: deleted } : { seconds }),
    tls: bench.client,
  }
}

for (const question of questions.filter(({ name }) => name.startsWith(only))) {
  for (const variant of variants(all)) {
    await compare(`${question.name}, ${nameOfVariant(variant)}`, async (side) => {
      if (side === 'bare') {
        const job = jobOf(question, { ...variant, media: 'json' }, updatedFrom)
        return load.run({ ...job, port: bare.port[variant.http] })
      }
      const firstName =
        question.over === 'updated'
          ? updatedFrom
          : question.over === 'deleted'
            ? await addPods(deleted)
            : nextName
      const measured = await load.run({ ...jobOf(question, variant, firstName), port: bench.port })
      if (question.over === 'new') nextName += measured.report.count
      return measured
    })
  }
}
