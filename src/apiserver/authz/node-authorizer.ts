// Nodes read what their own pods need, and no more. Upstream: plugin/pkg/auth/authorizer/node/node_authorizer.go.
import { PersistentVolumeClaim } from '../../api/core/persistent-volume-claim/persistent-volume-claim.kind.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import { VolumeAttachment } from '../../api/storage/volume-attachment/volume-attachment.kind.ts'
import { must } from '../../base/assert.ts'
import type { Kind } from '../../machinery/kind.ts'
import { nodeRules } from '../bootstrap/node-rules.data.ts'
import { parseRules } from '../bootstrap/rule-text.ts'
import { type Entry, namespaceOf } from '../cache/entry.ts'
import type { ResourceCache } from '../cache/resource-cache.ts'
import type { Resources } from '../registry/resources.ts'
import { selectedValue } from '../request/request-info.ts'
import { nodesGroup, type UserInfo } from '../request/user.ts'
import { type Attributes, type Authorizer, allow, type Decision, noOpinion } from './authorizer.ts'
import { podReferences, type Reference } from './pod-references.ts'
import { RuleIndex } from './rule-index.ts'

const nodePrefix = 'system:node:'
export const nodeLeaseNamespace = 'kube-node-lease'

/** The node that the user is; undefined where it is none. */
export function nodeNameOf(user: UserInfo): string | undefined {
  if (!user.name.startsWith(nodePrefix) || !user.groups.includes(nodesGroup)) return undefined
  return user.name.slice(nodePrefix.length)
}

const no = (reason: string): Decision => ({ verdict: 'no opinion', reason })
const readVerbs: ReadonlySet<string> = new Set(['get', 'list', 'watch'])

export class NodeAuthorizer implements Authorizer {
  readonly #pods: ResourceCache
  readonly #claims: ResourceCache
  readonly #attachments: ResourceCache
  readonly #references = new WeakMap<Entry, ReadonlySet<Reference>>()
  readonly #rules = new RuleIndex()

  constructor(resources: Resources) {
    const cacheOf = (kind: Kind) => must(resources.of(kind), 'a kind that nodes use is not served').cache
    this.#pods = cacheOf(Pod as unknown as Kind)
    this.#claims = cacheOf(PersistentVolumeClaim as unknown as Kind)
    this.#attachments = cacheOf(VolumeAttachment as unknown as Kind)
    for (const rule of parseRules(nodeRules)) this.#rules.add(rule)
  }

  authorize(attributes: Attributes): Decision {
    const node = nodeNameOf(attributes.user)
    if (node === undefined) return noOpinion
    if (node === '') return no(`unknown node for user ${JSON.stringify(attributes.user.name)}`)
    const own = attributes.isResource ? this.#ownRule(node, attributes) : undefined
    return own ?? (this.#rules.allows(attributes) ? allow : noOpinion)
  }

  /** The rule for resources that a node sees only a part of; undefined where the general rules decide. */
  #ownRule(node: string, attributes: Attributes): Decision | undefined {
    const { group, resource } = attributes
    switch (group === '' ? resource : `${resource}.${group}`) {
      case 'secrets':
        return this.#readOne(node, attributes, 'secret')
      case 'configmaps':
        return this.#readOne(node, attributes, 'configmap')
      case 'persistentvolumeclaims':
        return this.#claim(node, attributes)
      case 'persistentvolumes':
        return this.#volume(node, attributes)
      case 'serviceaccounts':
        return this.#serviceAccount(node, attributes)
      case 'pods':
        return this.#pod(node, attributes)
      case 'nodes':
        return authorizeNode(node, attributes)
      case 'volumeattachments.storage.k8s.io':
        return this.#attachment(node, attributes)
      case 'leases.coordination.k8s.io':
        return authorizeLease(node, attributes)
      case 'csinodes.storage.k8s.io':
        return authorizeOwn(node, attributes, 'CSINode')
      default:
        return undefined
    }
  }

  #refers(node: string, namespace: string, reference: Reference): boolean {
    return this.#pods
      .byField(node)
      .some((entry) => namespaceOf(entry.key) === namespace && this.#referencesOf(entry).has(reference))
  }

  #referencesOf(entry: Entry): ReadonlySet<Reference> {
    let found = this.#references.get(entry)
    if (found === undefined) {
      found = podReferences(this.#pods.read(entry) as Pod)
      this.#references.set(entry, found)
    }
    return found
  }

  #readOne(node: string, attributes: Attributes, kind: 'secret' | 'configmap'): Decision {
    const { verb, subresource, namespace, name } = attributes
    if (!readVerbs.has(verb)) return no('can only read resources of this type')
    if (subresource !== '') return no('cannot read subresource')
    if (namespace === '') return no('can only read namespaced object of this type')
    if (name === '') return no('No Object name found')
    return this.#related(node, this.#refers(node, namespace, `${kind}/${name}`))
  }

  #related(node: string, related: boolean): Decision {
    return related ? allow : no(`no relationship found between node '${node}' and this object`)
  }

  #claim(node: string, attributes: Attributes): Decision {
    const { verb, subresource, namespace, name } = attributes
    const fits =
      subresource === ''
        ? verb === 'get'
        : subresource === 'status' && ['get', 'update', 'patch'].includes(verb)
    if (!fits) return no('can only get individual resources of this type')
    return this.#related(node, this.#refers(node, namespace, `claim/${name}`))
  }

  #volume(node: string, { verb, subresource, name }: Attributes): Decision {
    if (verb !== 'get' || subresource !== '') return no('can only get individual resources of this type')
    const related = this.#pods
      .byField(node)
      .some((entry) => this.#claimsOf(entry).some((claim) => claim === name))
    return this.#related(node, related)
  }

  /** Names of the volumes that the pod's claims are bound to. */
  #claimsOf(entry: Entry): string[] {
    const names: string[] = []
    for (const reference of this.#referencesOf(entry)) {
      if (!reference.startsWith('claim/')) continue
      const key = `${namespaceOf(entry.key)}/${reference.slice('claim/'.length)}`
      const claim = this.#claims.find(key) as PersistentVolumeClaim | undefined
      if (claim?.spec.volumeName) names.push(claim.spec.volumeName)
    }
    return names
  }

  #serviceAccount(node: string, attributes: Attributes): Decision {
    const { verb, subresource, namespace, name } = attributes
    if (subresource === 'token' ? verb !== 'create' : subresource !== '' || verb !== 'get') {
      return no('can only create tokens for individual service accounts')
    }
    return this.#related(node, this.#refers(node, namespace, `serviceaccount/${name}`))
  }

  #pod(node: string, attributes: Attributes): Decision {
    const { verb, subresource, namespace, name } = attributes
    if (subresource === 'status') return verb === 'update' || verb === 'patch' ? allow : noOpinion
    if (subresource === 'eviction') return verb === 'create' ? allow : noOpinion
    if (subresource !== '') return noOpinion
    if (verb === 'create' || verb === 'delete') return allow
    if (verb === 'get') {
      const entry = this.#pods.get(`${namespace}/${name}`)
      const own = entry !== undefined && this.#pods.byField(node).some(({ key }) => key === entry.key)
      return this.#related(node, own)
    }
    if (verb !== 'list' && verb !== 'watch') return noOpinion
    // Read as the list will read it: an escaped comma must not look like the end of a term.
    if (selectedValue(attributes.fieldSelector ?? '', 'spec.nodeName') === node) return allow
    return no('can only list/watch pods with spec.nodeName field selector')
  }

  #attachment(node: string, { verb, subresource, name }: Attributes): Decision {
    if (verb !== 'get' || subresource !== '') return no('can only get individual resources of this type')
    const attachment = this.#attachments.find(name) as VolumeAttachment | undefined
    return this.#related(node, attachment?.spec.nodeName === node)
  }
}

/** Writes are narrowed by NodeRestriction; reads here, so that a node can look for itself before it exists. */
function authorizeNode(node: string, attributes: Attributes): Decision {
  const { verb, subresource, name } = attributes
  if (subresource === 'status') return verb === 'update' || verb === 'patch' ? allow : noOpinion
  if (subresource !== '') return noOpinion
  if (verb === 'create' || verb === 'update' || verb === 'patch') return allow
  if (!readVerbs.has(verb)) return noOpinion
  if (name === node) return allow
  return no(`node '${node}' cannot read ${name === '' ? 'all nodes' : `'${name}'`}, only its own Node object`)
}

function authorizeLease(node: string, attributes: Attributes): Decision {
  if (attributes.namespace !== nodeLeaseNamespace) {
    return no(`can only access leases in the ${JSON.stringify(nodeLeaseNamespace)} system namespace`)
  }
  return authorizeOwn(node, attributes, 'lease')
}

const ownVerbs: ReadonlySet<string> = new Set(['get', 'create', 'update', 'patch', 'delete'])

function authorizeOwn(node: string, { verb, subresource, name }: Attributes, what: string): Decision {
  if (!ownVerbs.has(verb) || subresource !== '')
    return no(`can only get, create, update, patch, or delete a ${what}`)
  // The name of a create is in the body: NodeRestriction looks at it.
  if (verb !== 'create' && name !== node)
    return no(`can only access ${what} with the same name as the requesting node`)
  return allow
}
