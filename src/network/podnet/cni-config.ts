// The CNI configuration of this node: a bridge with addresses from the node's own range. Masquerading and host ports are
// not left to plugins: the service proxy's table has them, so that there is one mechanism.

export interface CniOptions {
  /** Name of the bridge interface. */
  readonly bridge: string
  /** This node's range, such as 10.244.0.0/24. */
  readonly podCIDR: string
  /** Where host-local keeps which address is taken. */
  readonly stateDir: string
}

export const cniVersion = '1.0.0'

/** The network configuration list that containerd reads. */
export function cniConfig(options: CniOptions): object {
  return {
    cniVersion,
    name: 'wherry',
    plugins: [
      {
        type: 'bridge',
        bridge: options.bridge,
        isGateway: true,
        isDefaultGateway: true,
        // A pod may reach itself through its service.
        hairpinMode: true,
        ipMasq: false,
        ipam: { type: 'host-local', dataDir: options.stateDir, ranges: [[{ subnet: options.podCIDR }]] },
      },
    ],
  }
}

/** The first usable address of an IPv4 range: the bridge's, by which pods reach this node. */
export function gatewayOf(podCIDR: string): string {
  const [base = '', bits = ''] = podCIDR.split('/')
  const number = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const size = 2 ** (32 - Number(bits))
  const first = Math.floor(number / size) * size + 1
  return [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')
}
