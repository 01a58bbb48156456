// How many objects and watchers each resource has, read off the caches when somebody asks.
import type { Registry } from 'prom-client'
import Gauge from 'prom-client/lib/gauge.js'
import type { Resources } from '../registry/resources.ts'

export function observeStorage(registry: Registry, resources: Resources): void {
  const stored = () => resources.all.filter(({ kind }) => kind.storedAs === undefined)
  const name = ({ group, resource }: { readonly group: string; readonly resource: string }) =>
    group === '' ? resource : `${resource}.${group}`
  new Gauge({
    name: 'apiserver_storage_objects',
    help: 'Number of stored objects at the time of last check split by kind.',
    labelNames: ['resource'],
    registers: [registry],
    collect() {
      this.reset()
      for (const { subject, cache } of stored()) this.set({ resource: name(subject) }, cache.size)
    },
  })
  new Gauge({
    name: 'apiserver_longrunning_requests',
    help: 'Gauge of all active long-running apiserver requests broken out by verb, group, version, resource, scope and component.',
    labelNames: ['verb', 'group', 'version', 'resource'],
    registers: [registry],
    collect() {
      this.reset()
      for (const { kind, cache } of stored()) {
        this.set(
          { verb: 'WATCH', group: kind.group, version: kind.version, resource: kind.plural },
          cache.watcherCount,
        )
      }
    },
  })
}
