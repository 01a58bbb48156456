// What simulated containers do and how long they take, as data: a list of stages, of which the first that selects a
// container rules a transition. The idea is kwok's Stage. Draws depend only on the seed and on what they are for.
import type { Pod } from '../api/core/pod/pod.kind.ts'
import { isSidecar } from '../api/core/pod/pod.resources.ts'
import type { Container } from '../api/core/pod/pod-container.schema.ts'

export type Transition =
  /** The pod gets its sandbox and address. */
  | 'sandbox'
  /** A container starts, for the first time or again. */
  | 'start'
  | 'ready'
  /** A container ends by itself. Where no stage selects it, it runs on. */
  | 'exit'
  /** The containers of a pod that is deleted end. Never later than its grace period. */
  | 'stop'

export interface Selects {
  readonly namespace?: string
  readonly labels?: Readonly<Record<string, string>>
  /** The pod has this annotation. */
  readonly annotation?: string
  /** Kind of the pod's controller. */
  readonly ownerKind?: string
  readonly node?: string
  readonly container?: string
  /** Only init containers that end, or only others. */
  readonly init?: boolean
  readonly image?: RegExp
  /** Over command and arguments, joined by blanks. Groups `seconds` and `code` may be used below. */
  readonly command?: RegExp
  /** The container has a readiness probe. */
  readonly probed?: boolean
}

export type Delay =
  | { readonly ms: number; readonly jitterMs?: number }
  /** A duration such as 5s in an annotation of the pod. */
  | { readonly annotation: string }
  /** The group `seconds` of selects.command. */
  | { readonly from: 'command' }
  /** The readiness probe's initial delay. */
  | { readonly from: 'probe' }

export interface Stage {
  readonly name: string
  readonly on: Transition
  readonly selects?: Selects
  /** Else the next stage is asked. */
  readonly chance?: number
  readonly delay: Delay
  /** Of exit and stop. `command` is the group `code` of selects.command. */
  readonly exitCode?: number | { readonly annotation: string } | { readonly from: 'command' }
  /** Of start: the container does not start but waits with this reason, such as ErrImagePull. */
  readonly fault?: { readonly reason: string; readonly message: string }
}

/** A container of a pod, for which a stage is sought. */
export interface Situation {
  readonly pod: Pod
  /** Absent for what concerns the whole pod. */
  readonly container?: Container
  readonly init?: boolean
  /** Which attempt this is: draws differ from one to the next. */
  readonly attempt: number
}

export interface Outcome {
  readonly stage: Stage
  readonly delayMs: number
  readonly exitCode: number
}

export class Stages {
  readonly #stages: readonly Stage[]
  readonly #seed: number

  constructor(stages: readonly Stage[], seed: number) {
    this.#stages = stages
    this.#seed = seed
  }

  /** What happens on a transition; undefined where it does not happen. */
  outcome(on: Transition, situation: Situation): Outcome | undefined {
    for (const stage of this.#stages) {
      if (stage.on !== on) continue
      const match = selects(stage.selects, situation)
      if (match === undefined) continue
      const draw = (purpose: string) => this.#draw(situation, `${stage.name}/${purpose}`)
      if (stage.chance !== undefined && draw('chance') >= stage.chance) continue
      const delayMs = delayOf(stage.delay, { situation, match, draw })
      if (delayMs === undefined) continue
      return { stage, delayMs, exitCode: exitCodeOf(stage, situation, match) }
    }
    return undefined
  }

  #draw({ pod, container, attempt }: Situation, purpose: string): number {
    return hash(`${this.#seed}/${pod.metadata.uid}/${container?.name ?? ''}/${attempt}/${purpose}`) / 2 ** 32
  }
}

type Groups = Readonly<Record<string, string | undefined>>

/** The groups of the command's pattern (empty without one), or undefined where something does not fit. */
function selects(wanted: Selects | undefined, situation: Situation): Groups | undefined {
  if (wanted === undefined) return {}
  const { pod, container, init } = situation
  const { metadata, spec } = pod
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true)
  const fits =
    (wanted.namespace === undefined || wanted.namespace === metadata.namespace) &&
    (wanted.ownerKind === undefined || wanted.ownerKind === owner?.kind) &&
    (wanted.node === undefined || wanted.node === spec.nodeName) &&
    (wanted.annotation === undefined || annotationOf(pod, wanted.annotation) !== undefined) &&
    (wanted.container === undefined || wanted.container === container?.name) &&
    (wanted.init === undefined ||
      wanted.init === (init === true && container !== undefined && !isSidecar(container))) &&
    (wanted.image === undefined || wanted.image.test(container?.image ?? '')) &&
    (wanted.probed === undefined || wanted.probed === (container?.readinessProbe !== undefined)) &&
    Object.entries(wanted.labels ?? {}).every(([key, value]) => metadata.labels?.[key] === value)
  if (!fits) return undefined
  if (wanted.command === undefined) return {}
  const match = wanted.command.exec(commandLine(container))
  return match === null ? undefined : (match.groups ?? {})
}

const longestCommand = 1000

function commandLine(container: Container | undefined): string {
  return [...(container?.command ?? []), ...(container?.args ?? [])].join(' ').slice(0, longestCommand)
}

function annotationOf(pod: Pod, key: string): string | undefined {
  const { annotations } = pod.metadata
  return annotations !== undefined && Object.hasOwn(annotations, key) ? annotations[key] : undefined
}

function delayOf(
  delay: Delay,
  of: { situation: Situation; match: Groups; draw: (purpose: string) => number },
): number | undefined {
  const { situation, match, draw } = of
  if ('ms' in delay) return delay.ms + (delay.jitterMs ?? 0) * draw('jitter')
  if ('annotation' in delay) return parseDelay(annotationOf(situation.pod, delay.annotation))
  if (delay.from === 'probe') return (situation.container?.readinessProbe?.initialDelaySeconds ?? 0) * 1000
  return Number(match.seconds ?? 0) * 1000
}

function exitCodeOf(stage: Stage, { pod }: Situation, match: Groups): number {
  const { exitCode = 0 } = stage
  if (typeof exitCode === 'number') return exitCode
  const text = 'annotation' in exitCode ? annotationOf(pod, exitCode.annotation) : match.code
  const code = Number(text ?? 0)
  return Number.isInteger(code) && code >= 0 && code <= 255 ? code : 1
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** `1m30s`, `250ms`, or undefined where it is not a duration. */
export function parseDelay(text: string | undefined): number | undefined {
  if (text === undefined || !/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined
  let ms = 0
  for (const [, amount = '0', unit = 's'] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    ms += Number(amount) * (units[unit] ?? 0)
  }
  return ms
}

/** FNV-1a with a final mix: well spread over 32 bits, for draws and for identifiers. */
export function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
