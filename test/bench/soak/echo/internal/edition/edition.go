package edition

// Shared tells by which source of this package an answer was made.
const Shared = "0"
