/** Area codes of one region, and the part of its zones that they lie in. */
export interface AreaCodes {
  /** ISO 3166-2. */
  region: string;
  /** Null: those of the region. */
  zones: readonly string[] | null;
  codes: string;
}

/**
 * The geographic area codes of the United States and Canada, one that serves several regions standing with
 * each. Sources: NANPA's and the CNA's assignments as libphonenumber 9 has them, with the overlays 679 and 861
 * of 2025; zones by the rate centers that libphonenumber's time zone map knows, an overlay having those of the
 * code it lies over. Toll-free and other non-geographic codes tell nothing and are not here.
 */
export const areaCodes: readonly AreaCodes[] = [
  { region: "CA-AB", zones: null, codes: "368 403 587 780 825" },
  { region: "CA-BC", zones: null, codes: "236 250 257 672 778" },
  { region: "CA-BC", zones: ["America/Vancouver"], codes: "604" },
  { region: "CA-MB", zones: null, codes: "204 431 584" },
  { region: "CA-NB", zones: null, codes: "428 506" },
  { region: "CA-NL", zones: null, codes: "709 879" },
  { region: "CA-NS", zones: null, codes: "782 902" },
  { region: "CA-NT", zones: null, codes: "867" },
  { region: "CA-NU", zones: null, codes: "867" },
  {
    region: "CA-ON",
    zones: ["America/Toronto"],
    codes: "226 249 289 343 365 382 416 437 519 548 613 647 683 705 742 753 905 942",
  },
  { region: "CA-ON", zones: null, codes: "807" },
  { region: "CA-PE", zones: null, codes: "782 902" },
  { region: "CA-QC", zones: ["America/Toronto"], codes: "263 354 438 450 468 514 579 819 873" },
  { region: "CA-QC", zones: null, codes: "367 418 581" },
  { region: "CA-SK", zones: null, codes: "306 474 639" },
  { region: "CA-YT", zones: null, codes: "867" },
  { region: "US-AK", zones: null, codes: "907" },
  { region: "US-AL", zones: null, codes: "205 251 256 334 659 938" },
  { region: "US-AR", zones: null, codes: "327 479 501 870" },
  { region: "US-AS", zones: null, codes: "684" },
  { region: "US-AZ", zones: ["America/Phoenix"], codes: "480 520 602 623" },
  { region: "US-AZ", zones: null, codes: "928" },
  {
    region: "US-CA",
    zones: null,
    codes:
      "209 213 279 310 323 341 350 369 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669 707 714 738 747 760 805 818 820 831 840 858 909 916 925 949 951",
  },
  { region: "US-CO", zones: null, codes: "303 719 720 748 970 983" },
  { region: "US-CT", zones: null, codes: "203 475 860 959" },
  { region: "US-DC", zones: null, codes: "202 771" },
  { region: "US-DE", zones: null, codes: "302" },
  {
    region: "US-FL",
    zones: ["America/New_York"],
    codes: "239 305 321 324 352 386 407 561 645 656 689 727 728 754 772 786 813 863 904 941 954",
  },
  { region: "US-FL", zones: null, codes: "448 850" },
  { region: "US-GA", zones: null, codes: "229 404 470 478 678 706 762 770 912 943" },
  { region: "US-GU", zones: null, codes: "671" },
  { region: "US-HI", zones: null, codes: "808" },
  { region: "US-IA", zones: null, codes: "319 515 563 641 712" },
  { region: "US-ID", zones: null, codes: "208 986" },
  {
    region: "US-IL",
    zones: null,
    codes: "217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 861 872",
  },
  { region: "US-IN", zones: null, codes: "219 574 812 930" },
  { region: "US-IN", zones: ["America/Indiana/Indianapolis"], codes: "260 317 463 765" },
  { region: "US-KS", zones: ["America/Chicago"], codes: "316 913" },
  { region: "US-KS", zones: null, codes: "620 785" },
  { region: "US-KY", zones: null, codes: "270 364 606" },
  { region: "US-KY", zones: ["America/New_York"], codes: "502 859" },
  { region: "US-LA", zones: null, codes: "225 318 337 504 985" },
  { region: "US-MA", zones: null, codes: "339 351 413 508 617 774 781 857 978" },
  { region: "US-MD", zones: null, codes: "227 240 301 410 443 667" },
  { region: "US-ME", zones: null, codes: "207" },
  { region: "US-MI", zones: ["America/Detroit"], codes: "231 248 269 313 517 586 616 679 734 810 947 989" },
  { region: "US-MI", zones: null, codes: "906" },
  { region: "US-MN", zones: null, codes: "218 320 507 612 651 763 952" },
  { region: "US-MO", zones: null, codes: "235 314 417 557 573 636 660 816 975" },
  { region: "US-MP", zones: null, codes: "670" },
  { region: "US-MS", zones: null, codes: "228 601 662 769" },
  { region: "US-MT", zones: null, codes: "406" },
  { region: "US-NC", zones: null, codes: "252 336 472 704 743 828 910 919 980 984" },
  { region: "US-ND", zones: null, codes: "701" },
  { region: "US-NE", zones: null, codes: "308" },
  { region: "US-NE", zones: ["America/Chicago"], codes: "402 531" },
  { region: "US-NH", zones: null, codes: "603" },
  { region: "US-NJ", zones: null, codes: "201 551 609 640 732 848 856 862 908 973" },
  { region: "US-NM", zones: null, codes: "505 575" },
  { region: "US-NV", zones: ["America/Los_Angeles"], codes: "702 725" },
  { region: "US-NV", zones: null, codes: "775" },
  {
    region: "US-NY",
    zones: null,
    codes: "212 315 329 332 347 363 516 518 585 607 631 646 680 716 718 838 845 914 917 929 934",
  },
  { region: "US-OH", zones: null, codes: "216 220 234 283 326 330 380 419 440 513 567 614 740 937" },
  { region: "US-OK", zones: null, codes: "405 539 572 580 918" },
  { region: "US-OR", zones: null, codes: "458 541" },
  { region: "US-OR", zones: ["America/Los_Angeles"], codes: "503 971" },
  { region: "US-PA", zones: null, codes: "215 223 267 272 412 445 484 570 582 610 717 724 814 835 878" },
  { region: "US-PR", zones: null, codes: "787 939" },
  { region: "US-RI", zones: null, codes: "401" },
  { region: "US-SC", zones: null, codes: "803 821 839 843 854 864" },
  { region: "US-SD", zones: null, codes: "605" },
  { region: "US-TN", zones: null, codes: "423 931" },
  { region: "US-TN", zones: ["America/Chicago"], codes: "615 629 731 901" },
  { region: "US-TN", zones: ["America/New_York"], codes: "865" },
  {
    region: "US-TX",
    zones: ["America/Chicago"],
    codes:
      "210 214 254 281 325 346 361 409 430 469 512 682 713 726 737 806 817 830 832 903 936 940 945 956 972 979",
  },
  { region: "US-TX", zones: null, codes: "432" },
  { region: "US-TX", zones: ["America/Denver"], codes: "915" },
  { region: "US-UT", zones: null, codes: "385 435 801" },
  { region: "US-VA", zones: null, codes: "276 434 540 571 686 703 757 804 826 948" },
  { region: "US-VI", zones: null, codes: "340" },
  { region: "US-VT", zones: null, codes: "802" },
  { region: "US-WA", zones: null, codes: "206 253 360 425 509 564" },
  { region: "US-WI", zones: null, codes: "262 274 353 414 534 608 715 920" },
  { region: "US-WV", zones: null, codes: "304 681" },
  { region: "US-WY", zones: null, codes: "307" },
];
