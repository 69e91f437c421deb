// Written by Tools/pin-plugins.py. DO NOT EDIT.

extension PluginPackage.Wheel {
  /// The wheels of the package `oneapi`.
  static let oneapi = [
    Self(
      "jax-oneapi-pjrt", "0.11.2",
      [
        "x86_64": File(
          135149983,
          "ae7250c5d4459dcfedf4de1bf683edfef0502861e44b6e9bfaa7d8133b4292c1")
      ]),
    Self(
      "dpcpp-cpp-rt", "2025.1.1",
      [
        "x86_64": File(
          28824,
          "670285c8aa5f242456d3d95b9fa7cec12ad2ac34d785470780af4cd58be054c0")
      ]),
    Self(
      "impi-rt", "2021.15.0",
      [
        "x86_64": File(
          82633082,
          "1e900c630d6396c8a33816de9866d74f06419903db454899045fadb05ab390f1")
      ]),
    Self(
      "intel-cmplr-lib-rt", "2025.1.1",
      [
        "x86_64": File(
          47235223,
          "42409cfb10b8ed2c90fa985cf156f26b51cec61b1fb0bdff04afdeefa1afd875")
      ]),
    Self(
      "intel-cmplr-lib-ur", "2025.1.1",
      [
        "x86_64": File(
          26333678,
          "b34ddb46fc70e21209297ac13f800e37be390df1589f4dd22e194b289871f30e")
      ]),
    Self(
      "intel-cmplr-lic-rt", "2025.1.1",
      [
        "x86_64": File(
          18911,
          "561ff766d70e499d334c1fccdf207c26b29c7a4b76bb783548cc2f0d9c8ad628")
      ]),
    Self(
      "intel-opencl-rt", "2025.1.1",
      [
        "x86_64": File(
          195361529,
          "0e194c2ba8540a41b811721ced9de88ec0bb8eba17cc4a46af91f8ce67941bc1")
      ]),
    Self(
      "intel-openmp", "2025.1.1",
      [
        "x86_64": File(
          48598966,
          "c3d3255f4076b86b6fb7e556492c4722be583bb958f095adc92d7a0e3807ec51")
      ]),
    Self(
      "intel-pti", "0.12.0",
      [
        "x86_64": File(
          1054212,
          "14914a704db88ee00d1816f08eb8c27037ad1673ab5d565943f4dd39a59bd746")
      ]),
    Self(
      "intel-sycl-rt", "2025.1.1",
      [
        "x86_64": File(
          24178667,
          "af82eeab518519c1177ebfed9e05a508a6f2c69795b33c2cf8e54b8020909b30")
      ]),
    Self(
      "mkl", "2025.1.0",
      [
        "x86_64": File(
          186817693,
          "1c201bc314304760d995a2b5cc7df9175afba2d3eb7aa70c4917ebe35c2f48de")
      ]),
    Self(
      "onemkl-sycl-blas", "2025.1.0",
      [
        "x86_64": File(
          22213112,
          "6d445181651b4c9b7a62db3043df007e251622203b359d72a8a2037b08e14f75")
      ]),
    Self(
      "onemkl-sycl-dft", "2025.1.0",
      [
        "x86_64": File(
          7126870,
          "14e6eef173fcec2c7cb111ca07590532375e534985d9476265c8481c874af105")
      ]),
    Self(
      "onemkl-sycl-lapack", "2025.1.0",
      [
        "x86_64": File(
          13011330,
          "74f976ebd6a32140e5b27144c825d2e5585d5ba91f0dcac50476d78a1bdc0c81")
      ]),
    Self(
      "onemkl-sycl-rng", "2025.1.0",
      [
        "x86_64": File(
          25294801,
          "19669e714d74b21b2b2b07e2fd25b144b9f9fedba1da94922e8a4f64d9e1f53e")
      ]),
    Self(
      "onemkl-sycl-sparse", "2025.1.0",
      [
        "x86_64": File(
          22901713,
          "d2e81d57f472977d89f9e4f2be093c048ae4ea35b8acee96b8656e1d4cedbe39")
      ]),
    Self(
      "tbb", "2022.1.0",
      [
        "x86_64": File(
          3614726,
          "4992a3f2268b33f9a7b4c274af9d7001f550e74246436647b267d58e4947628a")
      ]),
    Self(
      "tcmlib", "1.3.0",
      [
        "x86_64": File(
          4158009,
          "c328ba464c556e46174879c694cafd17ba17c3e7406a79fee47bb3e8c9c6a6c5")
      ]),
    Self(
      "umf", "0.10.0",
      [
        "x86_64": File(
          314530,
          "a27a368c614fd9d0e67e9ef77de391a7080697d7a4d51b9035707f629d81dc7c")
      ]),
  ]
}
