// Written by Tools/pin-plugins.py. DO NOT EDIT.

extension PluginPackage.Wheel {
  /// The wheels of the package `cuda12`.
  static let cuda12 = [
    Self(
      "jax-cuda12-pjrt", "0.12.0.1",
      [
        "x86_64": File(
          191846358,
          "5ec28e06198d094031c37590b4ea753ae8cde4879ab4b60baf40f0dffb673286"),
        "aarch64": File(
          185765557,
          "e6aa6c58c5420c1bda22db31a2f6c5c1d0a66cb701eeb731feae44fef197717c"),
      ]),
    Self(
      "nvidia-cublas-cu12", "12.9.3.13",
      [
        "x86_64": File(
          581217458,
          "d7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72"),
        "aarch64": File(
          574997333,
          "918a8781956115d34b1db49e0e7b7befba8d101661c4b560ed4d42e0e17bebc3"),
      ]),
    Self(
      "nvidia-cuda-cupti-cu12", "12.9.79",
      [
        "x86_64": File(
          10814997,
          "096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f"),
        "aarch64": File(
          10077166,
          "791853b030602c6a11d08b5578edfb957cadea06e9d3b26adbf8d036135a4afe"),
      ]),
    Self(
      "nvidia-cuda-nvcc-cu12", "12.9.86",
      [
        "x86_64": File(
          40546229,
          "5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0"),
        "aarch64": File(
          39411138,
          "44e1eca4d08926193a558d2434b1bf83d57b4d5743e0c431c0c83d51da1df62b"),
      ]),
    Self(
      "nvidia-cuda-runtime-cu12", "12.9.79",
      [
        "x86_64": File(
          3493179,
          "25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3"),
        "aarch64": File(
          3515012,
          "83469a846206f2a733db0c42e223589ab62fd2fabac4432d2f8802de4bded0a4"),
      ]),
    Self(
      "nvidia-cudnn-cu12", "9.28.0.42",
      [
        "x86_64": File(
          716538495,
          "9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375"),
        "aarch64": File(
          723261984,
          "f88db8fc1a0a5f458e19aa7b08fbe3500aeb9e2bb8dea6293ecbce170364ad72"),
      ]),
    Self(
      "nvidia-cufft-cu12", "11.4.1.4",
      [
        "x86_64": File(
          200877592,
          "c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28"),
        "aarch64": File(
          200822453,
          "1a28c9b12260a1aa7a8fd12f5ebd82d027963d635ba82ff39a1acfa7c4c0fbcf"),
      ]),
    Self(
      "nvidia-cusolver-cu12", "11.7.5.82",
      [
        "x86_64": File(
          338117415,
          "15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88"),
        "aarch64": File(
          337869834,
          "62efa83e4ace59a4c734d052bb72158e888aa7b770e1a5f601682f16fe5b4fd2"),
      ]),
    Self(
      "nvidia-cusparse-cu12", "12.5.10.65",
      [
        "x86_64": File(
          366465088,
          "73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78"),
        "aarch64": File(
          366359408,
          "221c73e7482dd93eda44e65ce567c031c07e2f93f6fa0ecd3ba876a195023e83"),
      ]),
    Self(
      "nvidia-nccl-cu12", "2.32.3",
      [
        "x86_64": File(
          351526311,
          "bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c"),
        "aarch64": File(
          351519937,
          "061af42ae1044816820e16b872075e243d1ac0656f51860fbc8e106c257aa83a"),
      ]),
    Self(
      "nvidia-nvjitlink-cu12", "12.9.86",
      [
        "x86_64": File(
          39748338,
          "e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9"),
        "aarch64": File(
          39514880,
          "994a05ef08ef4b0b299829cde613a424382aff7efb08a7172c1fa616cc3af2ca"),
      ]),
    Self(
      "nvidia-cuda-nvrtc-cu12", "12.9.86",
      [
        "x86_64": File(
          89568129,
          "210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4"),
        "aarch64": File(
          44528905,
          "096d4de6bda726415dfaf3198d4f5c522b8e70139c97feef5cd2ca6d4cd9cead"),
      ]),
    Self(
      "nvidia-nvshmem-cu12", "3.8.0",
      [
        "x86_64": File(
          280800183,
          "b2e5760d6158aefe7bb74348d5128bb1b46a7dd1fd4b7b1e6fe55b4b07888f70"),
        "aarch64": File(
          280599580,
          "313ba41c8aacf03f9524ca83ddb2c62e7b3d82f71af815a35e3739f3d64452b2"),
      ]),
    Self(
      "nvidia-cuda-cccl-cu12", "12.9.27",
      [
        "x86_64": File(
          3152243,
          "37869e17ce2e1ecec6eddf1927cca0f8c34e64fd848d40453df559091e2d7117"),
        "aarch64": File(
          3152245,
          "d7898b38aa68beaa234d48f0868273702342a196d6e2e9d0ef058dca2390ebea"),
      ]),
  ]
}
