// The API services that other servers answer for, by group version, as the cache has them now.
import { APIService } from '../../api/apiregistration/api-service/api-service.kind.ts'
import { must } from '../../base/assert.ts'
import type { Kind } from '../../machinery/kind.ts'
import type { Peer, PeerTls } from '../outbound/outbound.ts'
import type { Resources } from '../registry/resources.ts'

export interface RemoteService {
  /** `v1beta1.metrics.k8s.io` */
  readonly name: string
  readonly group: string
  readonly version: string
  readonly groupPriority: number
  readonly versionPriority: number
  readonly reference: { readonly namespace: string; readonly name: string; readonly port: number }
  readonly caBundle: string
  readonly insecure: boolean
  readonly object: APIService
}

const defaultPort = 443

/** Undefined for a local one. */
export function remoteService(object: APIService): RemoteService | undefined {
  const { spec, metadata } = object
  const { service, group = '', version = '' } = spec ?? {}
  if (spec === undefined || service === undefined) return undefined
  const { namespace = '', name = '', port = defaultPort } = service
  return {
    name: metadata.name,
    group,
    version,
    groupPriority: spec.groupPriorityMinimum,
    versionPriority: spec.versionPriority,
    reference: { namespace, name, port },
    caBundle: spec.caBundle ?? '',
    insecure: spec.insecureSkipTLSVerify === true,
    object,
  }
}

/** How its server is reached. `client` shows that we are the front proxy. */
export function peerOfService(service: RemoteService, client: PeerTls): Peer {
  const { reference, caBundle, insecure } = service
  const serverName = `${reference.name}.${reference.namespace}.svc`
  const ca = Buffer.from(caBundle, 'base64').toString('utf8')
  return {
    authority: `${serverName}:${reference.port}`,
    serverName,
    service: reference,
    tls: { ...client, ...(ca !== '' && { ca }), ...(insecure && { insecure: true }) },
  }
}

/** Follows the cache; whoever asks gets what is so now. */
export class RemoteServices {
  readonly #resources: Resources
  readonly #kind = APIService as unknown as Kind
  #byName: ReadonlyMap<string, RemoteService> | undefined = new Map()

  constructor(resources: Resources) {
    this.#resources = resources
    must(resources.of(this.#kind), 'API services are not served').cache.listen(() => {
      this.#byName = undefined
    })
  }

  get all(): ReadonlyMap<string, RemoteService> {
    this.#byName ??= this.#read()
    return this.#byName
  }

  of(group: string, version: string): RemoteService | undefined {
    const { all } = this
    return all.size === 0 ? undefined : all.get(`${version}.${group}`)
  }

  #read(): ReadonlyMap<string, RemoteService> {
    const resource = must(this.#resources.of(this.#kind), 'API services are not served')
    const services = resource.cache
      .entries()
      .map((entry) => remoteService(resource.objectOf(entry) as APIService))
    return new Map(services.flatMap((service) => (service === undefined ? [] : [[service.name, service]])))
  }
}
