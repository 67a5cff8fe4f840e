#include "textflag.h"

// How many bits a half of a byte has, twice, as VPSHUFB looks it up (Muła, Kurz and Lemire 2018, "Faster Population
// Counts Using AVX2 Instructions").
DATA bitsOf<>+0(SB)/8, $0x0302020102010100
DATA bitsOf<>+8(SB)/8, $0x0403030203020201
DATA bitsOf<>+16(SB)/8, $0x0302020102010100
DATA bitsOf<>+24(SB)/8, $0x0403030203020201
GLOBL bitsOf<>(SB), RODATA|NOPTR, $32

DATA halves<>+0(SB)/8, $0x0f0f0f0f0f0f0f0f
GLOBL halves<>(SB), RODATA|NOPTR, $8

// The bits of each byte from O(P) on that differ from X, into A.
#define BITS(O, P, X, A, B) \
	VPXOR   O(P), X, A \
	VPSRLQ  $4, A, B   \
	VPAND   Y3, A, A   \
	VPAND   Y3, B, B   \
	VPSHUFB A, Y2, A   \
	VPSHUFB B, Y2, B   \
	VPADDB  A, B, A

// Four codes from O bytes on: a bit in R for each that differs in fewer bits than Y1 says.
#define FOUR(O, A, B, C, R)  \
	BITS(O, SI, Y0, A, B)  \
	BITS(O, BX, Y15, C, B) \
	VPADDB    A, C, A      \
	VPSADBW   Y4, A, A     \
	VPCMPGTQ  A, Y1, A     \
	VMOVMSKPD A, R

// func passAVX2(passed, first, second *uint64, blocks int, x0, x1 uint64, most int)
TEXT ·passAVX2(SB), NOSPLIT, $0-56
	MOVQ         passed+0(FP), DI
	MOVQ         first+8(FP), SI
	MOVQ         second+16(FP), BX
	MOVQ         blocks+24(FP), CX
	VPBROADCASTQ x0+32(FP), Y0
	VPBROADCASTQ x1+40(FP), Y15
	MOVQ         most+48(FP), AX
	INCQ         AX
	MOVQ         AX, X1
	VPBROADCASTQ X1, Y1
	VMOVDQU      bitsOf<>(SB), Y2
	VPBROADCASTQ halves<>(SB), Y3
	VPXOR        Y4, Y4, Y4

block:
	XORQ AX, AX
	MOVQ $4, DX

sixteen:
	FOUR(0, Y5, Y6, Y7, R8)
	FOUR(32, Y8, Y9, Y10, R9)
	FOUR(64, Y5, Y6, Y7, R10)
	FOUR(96, Y8, Y9, Y10, R11)
	SHLQ $48, R8
	SHLQ $52, R9
	SHLQ $56, R10
	SHLQ $60, R11
	SHRQ $16, AX
	ORQ  R8, R9
	ORQ  R10, R11
	ORQ  R9, AX
	ORQ  R11, AX
	ADDQ $128, SI
	ADDQ $128, BX
	DECQ DX
	JNZ  sixteen
	MOVQ AX, (DI)
	ADDQ $8, DI
	DECQ CX
	JNZ  block
	VZEROUPPER
	RET
