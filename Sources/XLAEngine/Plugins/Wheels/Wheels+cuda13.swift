// Written by Tools/pin-plugins.py. DO NOT EDIT.

extension PluginPackage.Wheel {
  /// The wheels of the package `cuda13`.
  static let cuda13 = [
    Self(
      "jax-cuda13-pjrt", "0.12.0.1",
      [
        "x86_64": File(
          134922808,
          "5899bb6177eda86ea532afb9a26794f2bdd04966f6a01f9028266b16c2b6cf90"),
        "aarch64": File(
          128847710,
          "40758d042df8c06991b6a1a8016b56e9cefb1ed4c677c062125c3eb71c3dab97"),
      ]),
    Self(
      "nvidia-cublas", "13.10.0.20",
      [
        "x86_64": File(
          444289903,
          "dcc6d63884c53d07e267ce7e6feac17b2538cebaafec5db865736c3e28e4dc84"),
        "aarch64": File(
          560089875,
          "c5f3418c0a845232a8cabc58f6fa52cfae7d8bd3680d94c3907aca710fd48d70"),
      ]),
    Self(
      "nvidia-cuda-cupti", "13.5.25",
      [
        "x86_64": File(
          12592974,
          "9dcca41c12a734192b14e7128ae116bc9ce1b9da686e2ebf48ae7a4415f76650"),
        "aarch64": File(
          12236153,
          "d7e4d908315461b6ecbdadfd3c403cc796ed218b293ad117568c947e811cff28"),
      ]),
    Self(
      "nvidia-cuda-nvcc", "13.5.37",
      [
        "x86_64": File(
          47028279,
          "f5c4f7ead5d964fb4af42bbf1e6d3ec3c1e6e9d83b53749f691d387e7fcaa3a7"),
        "aarch64": File(
          40745418,
          "588eda18eb5076ae859fe272844b526459228af22df0b117f54eec3aa82bc9c8"),
      ]),
    Self(
      "nvidia-cuda-runtime", "13.5.37",
      [
        "x86_64": File(
          2504024,
          "df2b79a8852f10d1fef8c848489c49eebb5754051bf870202a862831412b179d"),
        "aarch64": File(
          2520010,
          "de2dc5a7367974228b0a69588a9acc9340d3768bef1bf38bf0801eb08497cd2d"),
      ]),
    Self(
      "nvidia-cudnn-cu13", "9.28.1.4",
      [
        "x86_64": File(
          516817937,
          "a54f205b1db1f2895d99f398754db1369816f0569dd459731f925635cf7b65ec"),
        "aarch64": File(
          597008823,
          "759b6a4919951ed8ec603dec97b96f6a6396c8269b95b3d345526e2471fb433d"),
      ]),
    Self(
      "nvidia-cufft", "12.5.0.14",
      [
        "x86_64": File(
          165072555,
          "b8be26837a5abad2b5b74f3e92dd29f622a42934b355be0961a48712cbba23ad"),
        "aarch64": File(
          165074034,
          "091cde103312d6e09366122fe3f67092dcfd94cc9785029d695d6bcffaa76fdf"),
      ]),
    Self(
      "nvidia-cusolver", "12.4.1.2",
      [
        "x86_64": File(
          260003940,
          "b3b8e02fd2f2df869369af075dc3a179d43f6f7b85e94632a7dce556697be044"),
        "aarch64": File(
          304822178,
          "1f54c8e0d5b1ebd183b4c5a79f0709fa90241e8254da381ca5b969ee97c8de32"),
      ]),
    Self(
      "nvidia-cusparse", "12.9.4.2",
      [
        "x86_64": File(
          230422857,
          "072667e58c851a318738f5527a12eb225cbf058803f2ea451c722d8cf8edddec"),
        "aarch64": File(
          230296529,
          "e2ce97f185c9c4b285e4a8fbf02cb96dd1b8dd66736ebe2f0a8da5f6012a4fb7"),
      ]),
    Self(
      "nvidia-nccl-cu13", "2.32.3",
      [
        "x86_64": File(
          305100071,
          "1459723080ac889d73a26edfa3e04383a7928ab31ac8f0ec43b3ea9548b04ff3"),
        "aarch64": File(
          305107282,
          "a5bee92b2f4af218c109f8d221c3c9adcc752b94ae0ffcb0ed5abf9341a7724c"),
      ]),
    Self(
      "nvidia-nvjitlink", "13.5.37",
      [
        "x86_64": File(
          46642491,
          "280d7cb9649704145f074b8dbde500de04ce02d0872e066e20a83c17bcaa93eb"),
        "aarch64": File(
          45253761,
          "893f6f9a55b2720ed94913b5ba3332e972da8c78dfa2863d0244403dbd528ffc"),
      ]),
    Self(
      "nvidia-cuda-nvrtc", "13.5.37",
      [
        "x86_64": File(
          58185930,
          "86b4d68058807988b7d9af5b44917a0601e9c337f35ccd657bfb3c759ff8d8bc"),
        "aarch64": File(
          56419462,
          "36e4fa2a8ada293f5693d308e531c196ab6f91cf7a0ff479bf96a537d43a6096"),
      ]),
    Self(
      "nvidia-nvshmem-cu13", "3.8.0",
      [
        "x86_64": File(
          182092449,
          "81a4d1f666543e6d34df6d2ff940c7da1435e34e186aab6f3c2b48861b64ef38"),
        "aarch64": File(
          181881399,
          "8120175024f52a64323cfc5d645e95ac7345f1ee243a998d140ce19163285294"),
      ]),
    Self(
      "nvidia-nvvm", "13.5.37",
      [
        "x86_64": File(
          75141406,
          "c41bfa362e407405163f103c2229f0765f8cc2ed7d148b754dc77f228bf7e070"),
        "aarch64": File(
          71213582,
          "b659bd3115b7ac7ec8931e67d0e2c0dd09cd35b08a6a7372df6f8f22c67da80a"),
      ]),
    Self(
      "nvidia-cuda-cccl", "13.3.5.0.6",
      [
        "x86_64": File(
          4113651,
          "d5230098fa2df5021e1a00c0c4eee41797671a91119d31e892463e5ccf3ee326"),
        "aarch64": File(
          4113650,
          "6f30b8076b3e69951c459c94ae190bde51924b320076ebaec376d36848b4c76e"),
      ]),
    Self(
      "nvidia-cuda-crt", "13.5.37",
      [
        "x86_64": File(
          166163,
          "e898b7f73d3035fa89915a3f7bf3b54a73e90249746111aed295822c4729bb29"),
        "aarch64": File(
          166163,
          "9ed2c565fdf3244fa6719769a80a466b85bfd4b1467ea339353bc91c971d09e0"),
      ]),
  ]
}
