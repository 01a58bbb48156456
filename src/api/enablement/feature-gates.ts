// Feature gates: which there are, and what a --feature-gates flag makes of them. A gate that guards nothing of ours is
// known, may be set, and does nothing. Upstream: component-base/featuregate/feature_gate.go.
import {
  alphaGates,
  betaGatesOff,
  betaGatesOn,
  deprecatedGatesLockedOff,
  deprecatedGatesLockedOn,
  deprecatedGatesOff,
  deprecatedGatesOn,
  gateDependencies,
  stableGates,
  stableGatesUnlocked,
} from './feature-gates.data.ts'

/** As the metric has it; '' is what is stable. */
export type GateStage = 'ALPHA' | 'BETA' | '' | 'DEPRECATED'

interface GateSpec {
  readonly stage: GateStage
  readonly default: boolean
  readonly locked: boolean
}

export interface Gate {
  readonly name: string
  readonly stage: GateStage
  readonly enabled: boolean
}

export interface FeatureGates {
  /** A name that is no gate's (or no longer one's) is enabled. */
  enabled(name: string): boolean
  /** All, by name. */
  readonly all: readonly Gate[]
}

/** What is wrong with the text of a flag, in upstream's words. */
export class FeatureGateError extends Error {}

const specs: ReadonlyMap<string, GateSpec> = new Map(
  [
    ...rows(`AllAlpha ${alphaGates}`, { stage: 'ALPHA', default: false, locked: false }),
    ...rows(betaGatesOn, { stage: 'BETA', default: true, locked: false }),
    ...rows(`AllBeta ${betaGatesOff}`, { stage: 'BETA', default: false, locked: false }),
    ...rows(stableGates, { stage: '', default: true, locked: true }),
    ...rows(stableGatesUnlocked, { stage: '', default: true, locked: false }),
    ...rows(deprecatedGatesOn, { stage: 'DEPRECATED', default: true, locked: false }),
    ...rows(deprecatedGatesOff, { stage: 'DEPRECATED', default: false, locked: false }),
    ...rows(deprecatedGatesLockedOn, { stage: 'DEPRECATED', default: true, locked: true }),
    ...rows(deprecatedGatesLockedOff, { stage: 'DEPRECATED', default: false, locked: true }),
  ].sort(([a], [b]) => (a < b ? -1 : 1)),
)

function rows(names: string, spec: GateSpec): [string, GateSpec][] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => [name, spec])
}

/** Gates whose fields upstream guards by another gate than it marks them with. */
const aliases: ReadonlyMap<string, string> = new Map([['PodCertificateProjection', 'PodCertificateRequest']])

/** `A=true,B=false`. Throws a FeatureGateError. */
export function parseFeatureGates(text: string): FeatureGates {
  const given = new Map<string, boolean>()
  for (const item of text.split(',').filter((part) => part !== '')) {
    const equals = item.indexOf('=')
    const name = (equals < 0 ? item : item.slice(0, equals)).trim()
    if (equals < 0) throw new FeatureGateError(`missing bool value for ${name}`)
    const value = item.slice(equals + 1).trim()
    const flag = parseBool(value)
    if (flag === undefined) {
      const why = `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`
      throw new FeatureGateError(`invalid value of ${name}=${value}, err: ${why}`)
    }
    given.set(name, flag)
  }
  return featureGates(given)
}

const truths = ['1', 't', 'T', 'TRUE', 'true', 'True']
const falsehoods = ['0', 'f', 'F', 'FALSE', 'false', 'False']

/** As Go's strconv.ParseBool. */
export function parseBool(text: string): boolean | undefined {
  if (truths.includes(text)) return true
  return falsehoods.includes(text) ? false : undefined
}

function featureGates(given: ReadonlyMap<string, boolean>): FeatureGates {
  for (const [name, value] of given) checkGate(name, value)
  const enabled = new Map<string, boolean>()
  for (const [name, spec] of specs)
    enabled.set(name, given.get(name) ?? stageDefault(spec, given) ?? spec.default)
  checkDependencies(enabled)
  return {
    enabled: (name) => enabled.get(aliases.get(name) ?? name) ?? true,
    all: [...specs].map(([name, { stage }]) => ({ name, stage, enabled: enabled.get(name) === true })),
  }
}

function checkGate(name: string, value: boolean): void {
  const spec = specs.get(name)
  if (spec === undefined) throw new FeatureGateError(`unrecognized feature gate: ${name}`)
  if (!spec.locked || spec.default === value) return
  throw new FeatureGateError(
    `cannot set feature gate ${name} to ${value}, feature is locked to ${spec.default}`,
  )
}

/** AllAlpha and AllBeta speak for those that are not set themselves. */
function stageDefault({ stage }: GateSpec, given: ReadonlyMap<string, boolean>): boolean | undefined {
  if (stage === 'ALPHA') return given.get('AllAlpha')
  return stage === 'BETA' ? given.get('AllBeta') : undefined
}

function checkDependencies(enabled: ReadonlyMap<string, boolean>): void {
  for (const [name, needs] of Object.entries(gateDependencies)) {
    if (enabled.get(name) !== true) continue
    const missing = needs.filter((other) => enabled.get(other) !== true)
    if (missing.length === 0) continue
    throw new FeatureGateError(
      `${name} is enabled, but depends on features that are disabled: [${missing.join(' ')}]`,
    )
  }
}

export const defaultFeatureGates: FeatureGates = featureGates(new Map())
