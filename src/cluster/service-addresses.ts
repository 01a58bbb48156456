// Addresses of the service range that are given by place, as kubeadm gives them.

function nth(cidr: string, index: number): string {
  const [base = '', bits = ''] = cidr.split('/')
  const number = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const size = 2 ** (32 - Number(bits))
  const address = Math.floor(number / size) * size + index
  return [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(address / unit) % 256).join('.')
}

/** The cluster IP of default/kubernetes: the first of the range. */
export const kubernetesServiceIP = (serviceCIDR: string): string => nth(serviceCIDR, 1)
/** The cluster IP of kube-system/kube-dns: the tenth. */
export const dnsServiceIP = (serviceCIDR: string): string => nth(serviceCIDR, 10)
