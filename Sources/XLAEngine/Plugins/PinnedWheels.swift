// Written by Tools/pin-plugins.py. DO NOT EDIT.

extension PluginPackage {
  /// The wheels of each package: name, version, and the SHA-256 of its file for each architecture.
  static let pinned: [String: [Wheel]] = [
    "cpu-xla": [
      Wheel(
        "xla-cpu-pjrt", "0.0.1",
        [
          "x86_64": Wheel.File(
            "55837b6b7b47daa717f2d9a5a03563ea0ceaa338d06a81a1e2d3f060d960decc", 63461052),
          "aarch64": Wheel.File(
            "8f613be6e891858f40d64f9799319502fff42689661944fc18a6ffd8210b30c9", 49514947),
        ])
    ],
    "cuda12": [
      Wheel(
        "jax-cuda12-pjrt", "0.12.0.1",
        [
          "x86_64": Wheel.File(
            "5ec28e06198d094031c37590b4ea753ae8cde4879ab4b60baf40f0dffb673286", 191846358),
          "aarch64": Wheel.File(
            "e6aa6c58c5420c1bda22db31a2f6c5c1d0a66cb701eeb731feae44fef197717c", 185765557),
        ]),
      Wheel(
        "nvidia-cublas-cu12", "12.9.3.13",
        [
          "x86_64": Wheel.File(
            "d7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72", 581217458),
          "aarch64": Wheel.File(
            "918a8781956115d34b1db49e0e7b7befba8d101661c4b560ed4d42e0e17bebc3", 574997333),
        ]),
      Wheel(
        "nvidia-cuda-cupti-cu12", "12.9.79",
        [
          "x86_64": Wheel.File(
            "096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f", 10814997),
          "aarch64": Wheel.File(
            "791853b030602c6a11d08b5578edfb957cadea06e9d3b26adbf8d036135a4afe", 10077166),
        ]),
      Wheel(
        "nvidia-cuda-nvcc-cu12", "12.9.86",
        [
          "x86_64": Wheel.File(
            "5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0", 40546229),
          "aarch64": Wheel.File(
            "44e1eca4d08926193a558d2434b1bf83d57b4d5743e0c431c0c83d51da1df62b", 39411138),
        ]),
      Wheel(
        "nvidia-cuda-runtime-cu12", "12.9.79",
        [
          "x86_64": Wheel.File(
            "25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3", 3493179),
          "aarch64": Wheel.File(
            "83469a846206f2a733db0c42e223589ab62fd2fabac4432d2f8802de4bded0a4", 3515012),
        ]),
      Wheel(
        "nvidia-cudnn-cu12", "9.28.0.42",
        [
          "x86_64": Wheel.File(
            "9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375", 716538495),
          "aarch64": Wheel.File(
            "f88db8fc1a0a5f458e19aa7b08fbe3500aeb9e2bb8dea6293ecbce170364ad72", 723261984),
        ]),
      Wheel(
        "nvidia-cufft-cu12", "11.4.1.4",
        [
          "x86_64": Wheel.File(
            "c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28", 200877592),
          "aarch64": Wheel.File(
            "1a28c9b12260a1aa7a8fd12f5ebd82d027963d635ba82ff39a1acfa7c4c0fbcf", 200822453),
        ]),
      Wheel(
        "nvidia-cusolver-cu12", "11.7.5.82",
        [
          "x86_64": Wheel.File(
            "15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88", 338117415),
          "aarch64": Wheel.File(
            "62efa83e4ace59a4c734d052bb72158e888aa7b770e1a5f601682f16fe5b4fd2", 337869834),
        ]),
      Wheel(
        "nvidia-cusparse-cu12", "12.5.10.65",
        [
          "x86_64": Wheel.File(
            "73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78", 366465088),
          "aarch64": Wheel.File(
            "221c73e7482dd93eda44e65ce567c031c07e2f93f6fa0ecd3ba876a195023e83", 366359408),
        ]),
      Wheel(
        "nvidia-nccl-cu12", "2.32.3",
        [
          "x86_64": Wheel.File(
            "bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c", 351526311),
          "aarch64": Wheel.File(
            "061af42ae1044816820e16b872075e243d1ac0656f51860fbc8e106c257aa83a", 351519937),
        ]),
      Wheel(
        "nvidia-nvjitlink-cu12", "12.9.86",
        [
          "x86_64": Wheel.File(
            "e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9", 39748338),
          "aarch64": Wheel.File(
            "994a05ef08ef4b0b299829cde613a424382aff7efb08a7172c1fa616cc3af2ca", 39514880),
        ]),
      Wheel(
        "nvidia-cuda-nvrtc-cu12", "12.9.86",
        [
          "x86_64": Wheel.File(
            "210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4", 89568129),
          "aarch64": Wheel.File(
            "096d4de6bda726415dfaf3198d4f5c522b8e70139c97feef5cd2ca6d4cd9cead", 44528905),
        ]),
      Wheel(
        "nvidia-nvshmem-cu12", "3.8.0",
        [
          "x86_64": Wheel.File(
            "b2e5760d6158aefe7bb74348d5128bb1b46a7dd1fd4b7b1e6fe55b4b07888f70", 280800183),
          "aarch64": Wheel.File(
            "313ba41c8aacf03f9524ca83ddb2c62e7b3d82f71af815a35e3739f3d64452b2", 280599580),
        ]),
      Wheel(
        "nvidia-cuda-cccl-cu12", "12.9.27",
        [
          "x86_64": Wheel.File(
            "37869e17ce2e1ecec6eddf1927cca0f8c34e64fd848d40453df559091e2d7117", 3152243),
          "aarch64": Wheel.File(
            "d7898b38aa68beaa234d48f0868273702342a196d6e2e9d0ef058dca2390ebea", 3152245),
        ]),
    ],
    "cuda13": [
      Wheel(
        "jax-cuda13-pjrt", "0.12.0.1",
        [
          "x86_64": Wheel.File(
            "5899bb6177eda86ea532afb9a26794f2bdd04966f6a01f9028266b16c2b6cf90", 134922808),
          "aarch64": Wheel.File(
            "40758d042df8c06991b6a1a8016b56e9cefb1ed4c677c062125c3eb71c3dab97", 128847710),
        ]),
      Wheel(
        "nvidia-cublas", "13.10.0.20",
        [
          "x86_64": Wheel.File(
            "dcc6d63884c53d07e267ce7e6feac17b2538cebaafec5db865736c3e28e4dc84", 444289903),
          "aarch64": Wheel.File(
            "c5f3418c0a845232a8cabc58f6fa52cfae7d8bd3680d94c3907aca710fd48d70", 560089875),
        ]),
      Wheel(
        "nvidia-cuda-cupti", "13.5.25",
        [
          "x86_64": Wheel.File(
            "9dcca41c12a734192b14e7128ae116bc9ce1b9da686e2ebf48ae7a4415f76650", 12592974),
          "aarch64": Wheel.File(
            "d7e4d908315461b6ecbdadfd3c403cc796ed218b293ad117568c947e811cff28", 12236153),
        ]),
      Wheel(
        "nvidia-cuda-nvcc", "13.5.37",
        [
          "x86_64": Wheel.File(
            "f5c4f7ead5d964fb4af42bbf1e6d3ec3c1e6e9d83b53749f691d387e7fcaa3a7", 47028279),
          "aarch64": Wheel.File(
            "588eda18eb5076ae859fe272844b526459228af22df0b117f54eec3aa82bc9c8", 40745418),
        ]),
      Wheel(
        "nvidia-cuda-runtime", "13.5.37",
        [
          "x86_64": Wheel.File(
            "df2b79a8852f10d1fef8c848489c49eebb5754051bf870202a862831412b179d", 2504024),
          "aarch64": Wheel.File(
            "de2dc5a7367974228b0a69588a9acc9340d3768bef1bf38bf0801eb08497cd2d", 2520010),
        ]),
      Wheel(
        "nvidia-cudnn-cu13", "9.28.1.4",
        [
          "x86_64": Wheel.File(
            "a54f205b1db1f2895d99f398754db1369816f0569dd459731f925635cf7b65ec", 516817937),
          "aarch64": Wheel.File(
            "759b6a4919951ed8ec603dec97b96f6a6396c8269b95b3d345526e2471fb433d", 597008823),
        ]),
      Wheel(
        "nvidia-cufft", "12.5.0.14",
        [
          "x86_64": Wheel.File(
            "b8be26837a5abad2b5b74f3e92dd29f622a42934b355be0961a48712cbba23ad", 165072555),
          "aarch64": Wheel.File(
            "091cde103312d6e09366122fe3f67092dcfd94cc9785029d695d6bcffaa76fdf", 165074034),
        ]),
      Wheel(
        "nvidia-cusolver", "12.4.1.2",
        [
          "x86_64": Wheel.File(
            "b3b8e02fd2f2df869369af075dc3a179d43f6f7b85e94632a7dce556697be044", 260003940),
          "aarch64": Wheel.File(
            "1f54c8e0d5b1ebd183b4c5a79f0709fa90241e8254da381ca5b969ee97c8de32", 304822178),
        ]),
      Wheel(
        "nvidia-cusparse", "12.9.4.2",
        [
          "x86_64": Wheel.File(
            "072667e58c851a318738f5527a12eb225cbf058803f2ea451c722d8cf8edddec", 230422857),
          "aarch64": Wheel.File(
            "e2ce97f185c9c4b285e4a8fbf02cb96dd1b8dd66736ebe2f0a8da5f6012a4fb7", 230296529),
        ]),
      Wheel(
        "nvidia-nccl-cu13", "2.32.3",
        [
          "x86_64": Wheel.File(
            "1459723080ac889d73a26edfa3e04383a7928ab31ac8f0ec43b3ea9548b04ff3", 305100071),
          "aarch64": Wheel.File(
            "a5bee92b2f4af218c109f8d221c3c9adcc752b94ae0ffcb0ed5abf9341a7724c", 305107282),
        ]),
      Wheel(
        "nvidia-nvjitlink", "13.5.37",
        [
          "x86_64": Wheel.File(
            "280d7cb9649704145f074b8dbde500de04ce02d0872e066e20a83c17bcaa93eb", 46642491),
          "aarch64": Wheel.File(
            "893f6f9a55b2720ed94913b5ba3332e972da8c78dfa2863d0244403dbd528ffc", 45253761),
        ]),
      Wheel(
        "nvidia-cuda-nvrtc", "13.5.37",
        [
          "x86_64": Wheel.File(
            "86b4d68058807988b7d9af5b44917a0601e9c337f35ccd657bfb3c759ff8d8bc", 58185930),
          "aarch64": Wheel.File(
            "36e4fa2a8ada293f5693d308e531c196ab6f91cf7a0ff479bf96a537d43a6096", 56419462),
        ]),
      Wheel(
        "nvidia-nvshmem-cu13", "3.8.0",
        [
          "x86_64": Wheel.File(
            "81a4d1f666543e6d34df6d2ff940c7da1435e34e186aab6f3c2b48861b64ef38", 182092449),
          "aarch64": Wheel.File(
            "8120175024f52a64323cfc5d645e95ac7345f1ee243a998d140ce19163285294", 181881399),
        ]),
      Wheel(
        "nvidia-nvvm", "13.5.37",
        [
          "x86_64": Wheel.File(
            "c41bfa362e407405163f103c2229f0765f8cc2ed7d148b754dc77f228bf7e070", 75141406),
          "aarch64": Wheel.File(
            "b659bd3115b7ac7ec8931e67d0e2c0dd09cd35b08a6a7372df6f8f22c67da80a", 71213582),
        ]),
      Wheel(
        "nvidia-cuda-cccl", "13.3.5.0.6",
        [
          "x86_64": Wheel.File(
            "d5230098fa2df5021e1a00c0c4eee41797671a91119d31e892463e5ccf3ee326", 4113651),
          "aarch64": Wheel.File(
            "6f30b8076b3e69951c459c94ae190bde51924b320076ebaec376d36848b4c76e", 4113650),
        ]),
      Wheel(
        "nvidia-cuda-crt", "13.5.37",
        [
          "x86_64": Wheel.File(
            "e898b7f73d3035fa89915a3f7bf3b54a73e90249746111aed295822c4729bb29", 166163),
          "aarch64": Wheel.File(
            "9ed2c565fdf3244fa6719769a80a466b85bfd4b1467ea339353bc91c971d09e0", 166163),
        ]),
    ],
    "rocm": [
      Wheel(
        "jax-rocm7-pjrt", "0.12.0",
        [
          "x86_64": Wheel.File(
            "4551d0714523355f2946ca1958c3f584e95661e467a641d36b726f718a1c7934", 133415872)
        ])
    ],
  ]
}
