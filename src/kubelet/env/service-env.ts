// The environment variables by which a container finds services, in the manner of Docker links. Pure.
// Upstream: pkg/kubelet/envvars/envvars.go; pkg/kubelet/kubelet_pods.go getServiceEnvVarMap

import { isClusterIPSet } from '../../api/core/service/service.facts.ts'
import type { Service } from '../../api/core/service/service.schema.ts'

/** The API server's own service, which every pod gets to know. */
const masterService = 'kubernetes'

export function serviceEnvironment(
  services: readonly Service[],
  pod: { readonly namespace: string; readonly enableServiceLinks: boolean },
): ReadonlyMap<string, string> {
  const chosen = new Map<string, Service>()
  for (const service of services) {
    const { name, namespace } = service.metadata
    if (!isClusterIPSet(service)) continue
    const isMaster = namespace === 'default' && name === masterService
    if (isMaster && chosen.has(name)) continue
    if (isMaster || (namespace === pod.namespace && pod.enableServiceLinks)) chosen.set(name, service)
  }
  return new Map([...chosen.values()].flatMap(variablesOf))
}

function variablesOf(service: Service): readonly (readonly [string, string])[] {
  const { clusterIP = '', ports = [] } = service.spec
  const [first] = ports
  if (first === undefined) return []
  const prefix = variableName(service.metadata.name)
  const named = ports.flatMap(({ name, port }) =>
    name === undefined || name === ''
      ? []
      : [[`${prefix}_SERVICE_PORT_${variableName(name)}`, String(port)] as const],
  )
  return [
    [`${prefix}_SERVICE_HOST`, clusterIP],
    [`${prefix}_SERVICE_PORT`, String(first.port)],
    ...named,
    ...linkVariables(service, prefix),
  ]
}

function linkVariables(service: Service, prefix: string): readonly (readonly [string, string])[] {
  const { clusterIP = '', ports = [] } = service.spec
  const host = clusterIP.includes(':') ? `[${clusterIP}]` : clusterIP
  return ports.flatMap(({ port, protocol = 'TCP' }, index) => {
    const transport = protocol.toLowerCase()
    const url = `${transport}://${host}:${port}`
    const portPrefix = `${prefix}_PORT_${port}_${protocol.toUpperCase()}`
    const all: (readonly [string, string])[] = index === 0 ? [[`${prefix}_PORT`, url]] : []
    all.push(
      [portPrefix, url],
      [`${portPrefix}_PROTO`, transport],
      [`${portPrefix}_PORT`, String(port)],
      [`${portPrefix}_ADDR`, clusterIP],
    )
    return all
  })
}

function variableName(name: string): string {
  return name.replaceAll('-', '_').toUpperCase()
}
