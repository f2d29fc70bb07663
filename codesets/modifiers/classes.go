package modifiers

// The classes, each a list with a blank at both ends of every code.
const (
	// NCCI Policy Manual, chapter 1, section E: the modifiers that may bypass a
	// PTP edit of indicator 1; 22, 26, 50-53, 62, 66, 76, 77 and 80-82 may not.
	classPTP = classEyelid + classHand + classFoot + classCoronary + classBody +
		" 24 25 57 58 78 79 27 59 91 XE XP XS XU "

	classEyelid   = " E1 E2 E3 E4 "
	classHand     = " FA F1 F2 F3 F4 F5 F6 F7 F8 F9 "
	classFoot     = " TA T1 T2 T3 T4 T5 T6 T7 T8 T9 "
	classCoronary = " LC LD LM RC RI "
	classBody     = " LT RT "

	classLeft  = " LT E1 E2 FA F1 F2 F3 F4 TA T1 T2 T3 T4 "
	classRight = " RT E3 E4 F5 F6 F7 F8 F9 T5 T6 T7 T8 T9 "

	// NCCI Policy Manual, chapter 1, section E: on evaluation and management codes.
	classEM = " 24 25 27 57 AI FS FT "

	// Medicare Claims Processing Manual, chapter 12, section 40.2.
	classGlobal = " 24 25 54 55 56 57 58 78 79 "

	// Medicare Claims Processing Manual, chapter 12, section 20.4.3.
	classAssistant = " 80 81 82 AS "

	// Medicare Claims Processing Manual, chapter 12, section 50.
	classAnesthesia = " AA AD G8 G9 QK QS QX QY QZ 23 47 P1 P2 P3 P4 P5 P6 "

	// Medicare Claims Processing Manual, chapter 12, section 190.
	classTelehealth = " 93 95 FQ FR G0 GQ GT "

	// Medicare Claims Processing Manual, chapter 5, sections 10.2 and 20.1.
	classTherapy = " CO CQ GN GO GP "

	// Medicare Claims Processing Manual, chapter 4, sections 20.6 and following.
	classHospital = " 27 73 74 CA ER PN PO "

	// Medicare Claims Processing Manual, chapter 30, section 50.
	classWaiver = " GA GX GY GZ "

	// Medicare Claims Processing Manual, chapters 4, 12, 13, 17, 20 and 23:
	// modifiers that change the amount, or whether an amount is paid.
	classPayment = " 22 26 TC 33 50 51 52 53 59 62 63 66 73 74 76 77 91 CO CQ CT FB FC FX FY GA GX GY GZ " +
		"JG JW JZ KX LU NR NU PN Q5 Q6 RR SG TB UE XE XP XS XU " + classEyelid + classHand + classFoot + classCoronary + classBody
)
