// Which policy a namespace has, by its labels; without labels everything is allowed.
// Upstream: staging/src/k8s.io/pod-security-admission/api/helpers.go PolicyToEvaluate.
import { type FieldError, invalid } from '../../../../machinery/field-error.ts'

export type Level = 'privileged' | 'baseline' | 'restricted'

/** The minor version of Kubernetes 1.x whose rules count; infinity for the latest. */
export interface LevelVersion {
  readonly level: Level
  readonly minor: number
}

export interface Policy {
  readonly enforce: LevelVersion
  readonly audit: LevelVersion
  readonly warn: LevelVersion
  /** Labels that could not be read; the strictest rules count in their place. */
  readonly faults: readonly FieldError[]
}

export const levels: readonly Level[] = ['privileged', 'baseline', 'restricted']
const latest = Number.POSITIVE_INFINITY
const everything: LevelVersion = { level: 'privileged', minor: latest }

type Mode = 'enforce' | 'audit' | 'warn'

export function policyOf(labels: Readonly<Record<string, string>> | undefined): Policy {
  const faults: FieldError[] = []
  const read = (mode: Mode) => (labels === undefined ? everything : modeOf(labels, mode, faults))
  return { enforce: read('enforce'), audit: read('audit'), warn: read('warn'), faults }
}

function modeOf(labels: Readonly<Record<string, string>>, mode: Mode, faults: FieldError[]): LevelVersion {
  const key = `pod-security.kubernetes.io/${mode}`
  const fault = (label: string, value: string, text: string) =>
    faults.push(invalid(`metadata.labels[${label}]`, value, text))
  let { level, minor } = everything
  const givenLevel = Object.hasOwn(labels, key) ? labels[key] : undefined
  if (givenLevel !== undefined) {
    const known = levels.find((one) => one === givenLevel)
    if (known === undefined) fault(key, givenLevel, `must be one of ${levels.join(', ')}`)
    // Who only warns or notes does so for nobody's mistake in a label.
    level = known ?? (mode === 'enforce' ? 'restricted' : 'privileged')
  }
  const versionKey = `${key}-version`
  const givenVersion = Object.hasOwn(labels, versionKey) ? labels[versionKey] : undefined
  if (givenVersion !== undefined && givenVersion !== 'latest') {
    const match = /^v1\.([0-9]|[1-9][0-9]*)$/.exec(givenVersion)
    if (match === null) fault(versionKey, givenVersion, 'must be "latest" or "v1.x"')
    minor = match === null ? latest : Number(match[1])
  }
  return { level, minor }
}

export function isStricter(a: Level, b: Level): boolean {
  return levels.indexOf(a) > levels.indexOf(b)
}

/** `restricted:v1.25`. */
export function describeLevel({ level, minor }: LevelVersion): string {
  return `${level}:${minor === latest ? 'latest' : `v1.${minor}`}`
}
