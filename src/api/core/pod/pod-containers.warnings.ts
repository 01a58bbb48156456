// What is hardly meant in containers: fractions of bytes, variables that hide others, ports that overlap.
// Upstream: pkg/api/pod/warnings.go.
import { fractionWarning } from '../quantity.warnings.ts'
import type { ContainerPort, EnvVar } from './pod-container.schema.ts'
import type { PlacedContainer } from './pod-containers.ts'

export function containerWarnings({ container, path }: PlacedContainer): string[] {
  const { resources = {}, env = [] } = container
  const bytes = ['memory', 'ephemeral-storage'].flatMap((name) => [
    ...fractionWarning(resources.limits?.[name], `${path}.resources.limits[${name}]`),
    ...fractionWarning(resources.requests?.[name], `${path}.resources.requests[${name}]`),
  ])
  return [...bytes, ...envWarnings(env, `${path}.env`)]
}

/** A later variable of the same name is fine where it builds on the earlier one. */
function envWarnings(variables: readonly EnvVar[], path: string): string[] {
  const seen = new Set<string>()
  return variables.flatMap(({ name, value = '', valueFrom }, index) => {
    if (!seen.has(name)) {
      seen.add(name)
      return []
    }
    const reference = `$(${name})`
    if (valueFrom === undefined && value !== reference && value.includes(reference)) return []
    return [
      `${path}[${index}]: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`,
    ]
  })
}

interface PlacedPort {
  readonly port: ContainerPort
  readonly path: string
}

export function portWarnings(containers: readonly PlacedContainer[]): string[] {
  const others = new Map<string, PlacedPort[]>()
  const texts: string[] = []
  for (const { container, path } of containers) {
    for (const [index, port] of (container.ports ?? []).entries()) {
      const at = `${path}.ports[${index}]`
      if (port.hostIP && !port.hostPort) texts.push(`${at}: hostIP set without hostPort: ${goText(port)}`)
      const key = `${port.containerPort}/${port.protocol}`
      const found = others.get(key) ?? []
      texts.push(...found.flatMap((other) => overlap(port, at, other)))
      others.set(key, [...found, { port, path: at }])
    }
  }
  return texts
}

function overlap(port: ContainerPort, at: string, { port: other, path }: PlacedPort): string[] {
  const { hostIP = '', hostPort = 0 } = port
  const { hostIP: otherIP = '', hostPort: otherPort = 0 } = other
  if (hostIP === otherIP && hostPort === otherPort) return [`${at}: duplicate port definition with ${path}`]
  if (hostPort === 0 || otherPort === 0) return [`${at}: overlapping port definition with ${path}`]
  if (hostPort === otherPort && (hostIP === '') !== (otherIP === '')) {
    return [`${at}: dangerously ambiguous port definition with ${path}`]
  }
  return []
}

/** The port as Go prints the struct. */
function goText({ name = '', hostPort = 0, containerPort, protocol, hostIP = '' }: ContainerPort): string {
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol ?? ''} HostIP:${hostIP}}`
}
