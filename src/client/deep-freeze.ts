// Makes a shared object immutable, so that a test fails where someone changes what a cache holds.

/** Freezes a JSON value and all within; gives it back. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const part of Object.values(value)) deepFreeze(part)
  return value
}
